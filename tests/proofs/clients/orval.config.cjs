module.exports = {
  fetch: {
    input: { target: "./openapi.json" },
    output: {
      client: "fetch",
      target: "./orval/fetch.ts",
      headers: true,
      override: {
        contentType: { include: ["application/json", "application/problem+json"] },
        mutator: { path: "../programs/orval_fetch.ts", name: "orvalFetch", extension: ".js" },
      },
    },
  },
  zod: {
    input: { target: "./openapi.json" },
    output: {
      client: "zod",
      target: "./orval/zod.ts",
      override: { zod: { generateEachHttpStatus: true } },
    },
  },
};
