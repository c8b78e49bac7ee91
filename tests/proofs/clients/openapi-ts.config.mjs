// The extension lets node run what the compiler makes, without a bundler.
export default {
  input: "./openapi.json",
  output: { path: "./hey_api", importFileExtension: ".js" },
};
