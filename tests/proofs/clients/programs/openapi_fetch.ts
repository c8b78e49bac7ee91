// The blog through the types of openapi-typescript. Nothing is cast.

import createClient from "openapi-fetch";
import type { components, paths } from "../blog/types";
import { address, check, unique } from "./proof.js";

type Post = components["schemas"]["Post"];

// The media types that the program works with: an answer to `fields` has another one.
const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: address });

const author = await client.POST("/users", {
  body: { email: `${unique("ada")}@example.com`, password: "correct horse", name: "Ada" },
});
check(author.data !== undefined, "a user is created");
const author_id = author.data.id;

for (const title of ["one", "two", "three"]) {
  const metadata = { number: 1, deep: [1, null, { a: true }] };
  const body = { title, slug: unique(title), body: "text", keywords: [title], metadata, author_id };
  const created = await client.POST("/posts", { body });
  check(created.data?.status === "draft", "a member with a default may be left out");
}

// A page that is walked to its end.
const posts: Post[] = [];
let cursor: string | null | undefined;
do {
  const query = { limit: 2, sort: "title", author_id, ...(cursor ? { cursor } : {}) };
  const page = await client.GET("/posts", { params: { query } });
  check(page.data !== undefined, "a page is read");
  posts.push(...page.data.items);
  cursor = page.data.next_cursor;
} while (cursor);
const titles: string[] = posts.map((each) => each.title);
check(titles.join() === "one,three,two", "every page has its rows");

const [first, second] = posts;
check(first !== undefined && second !== undefined, "there are two");
const one = { post_id: first.id };

const read = await client.GET("/posts/{post_id}", { params: { path: one } });
check(read.data !== undefined, "a post is read");
const title: string = read.data.title;
check(title === "one" && read.data.author === undefined, "a plain read has the members alone");

const expanded = await client.GET("/posts/{post_id}", { params: { path: one, query: { expand: "author,tags" } } });
const name: string | null | undefined = expanded.data?.author?.name;
check(name === "Ada" && expanded.data?.tags?.length === 0, "rows that are expanded have their types");
const listed = await client.GET("/posts", { params: { query: { author_id, expand: "author" } } });
check(listed.data?.items.every((each) => each.author?.name === "Ada") === true, "so they have in lists");

// An answer to `fields` is for a client that knows that members may be missing.
const parts = createClient<paths, "application/partial+json">({ baseUrl: address });
const partial = await parts.GET("/posts/{post_id}", { params: { path: one, query: { fields: "id" } } });
const id: string | undefined = partial.data?.id;
check(id === first.id && partial.data?.title === undefined, "only what was asked for is there");
check(partial.response.headers.get("content-type") === "application/partial+json", "it has its media type");

// Three states of a member, and the version that was read.
const etag = read.response.headers.get("etag");
if (!etag) throw new Error("a response to expand or fields has no ETag");
const rated = await client.PATCH("/posts/{post_id}", {
  params: { path: one, header: { "If-Match": etag } },
  body: { rating: "9.50" },
});
check(rated.data?.rating === "9.50", "a value is set");
const kept = await client.PATCH("/posts/{post_id}", { params: { path: one }, body: { body: "more" } });
check(kept.data?.rating === "9.50", "what is absent stays");
const cleared = await client.PATCH("/posts/{post_id}", { params: { path: one }, body: { rating: null } });
check(cleared.data?.rating === null, "null clears");

const stale = await client.PATCH("/posts/{post_id}", {
  params: { path: one, header: { "If-Match": etag } },
  body: { title: "late" },
});
check(stale.response.status === 412 && stale.error?.status === 412, "another version is refused");

const batch = await client.POST("/posts/batch", {
  body: {
    create: [{ title: "four", slug: unique("four"), body: "text", keywords: [], author_id }],
    update: [{ id: first.id, changes: { title: "first" } }],
    delete: [{ id: second.id }],
  },
});
check(batch.data !== undefined, "a batch is done");
const made: (string | undefined)[] = [batch.data.created[0]?.title, batch.data.updated[0]?.title];
check(made.join() === "four,first" && batch.data.deleted[0] === second.id, "a batch says what it has done");

const wrong = await client.POST("/posts", {
  body: { title: "", slug: "No slug", body: "", keywords: [], author_id },
});
check(wrong.error !== undefined, "a wrong body is refused");
const pointers: string[] = wrong.error.errors.map((each) => each.pointer);
check(wrong.error.title === "Unprocessable Content" && pointers.includes("/body/slug"), "a problem has its type");
