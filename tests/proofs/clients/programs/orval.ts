// The blog through the functions of orval, and what it answers through orval's schemas of zod. Nothing is cast.

import { batchPosts, createPost, createUser, listPosts, readPost, updatePost } from "../blog/orval/fetch.js";
import type { Post } from "../blog/orval/fetch.js";
import { createPostBody, listPosts200Response, readPost200Response, updatePostBody } from "../blog/orval/zod.js";
import { setAddress } from "./orval_fetch.js";
import { address, check, unique } from "./proof.js";

setAddress(address);

const author = await createUser({ email: `${unique("ada")}@example.com`, password: "correct horse", name: "Ada" });
check(author.status === 201, "a user is created");
const author_id = author.data.id;

for (const title of ["one", "two", "three"]) {
  for (const metadata of [{ number: 1, deep: [1, null, { a: true }] }, [1, "a"], "text", 7, false]) {
    const body = { title, slug: unique(title), body: "text", keywords: [title], metadata, author_id };
    check(createPostBody.safeParse(body).success, "a body fits its schema, whatever JSON it holds");
  }
  const created = await createPost({ title, slug: unique(title), body: "text", keywords: [title], author_id });
  check(created.status === 201 && created.data.status === "draft", "a member with a default may be left out");
}
check(!createPostBody.safeParse({ title: "", author_id }).success, "a wrong body does not fit");
check(updatePostBody.safeParse({ rating: null }).success && updatePostBody.safeParse({}).success, "null or absent");

// A page that is walked to its end.
const posts: Post[] = [];
let cursor: string | null | undefined;
do {
  const page = await listPosts({ limit: 2, sort: "title", author_id, ...(cursor ? { cursor } : {}) });
  check(page.status === 200, "a page is read");
  posts.push(...page.data.items);
  cursor = page.data.next_cursor;
} while (cursor);
const titles: string[] = posts.map((each) => each.title);
check(titles.join() === "one,three,two", "every page has its rows");

const [first, second] = posts;
check(first !== undefined && second !== undefined, "there are two");

const read = await readPost(first.id);
check(read.status === 200, "a post is read");
const title: string = read.data.title;
check(title === "one" && read.data.author === undefined, "a plain read has the members alone");
const parsed: string = readPost200Response.parse(read.data).title;
check(parsed === title, "zod takes what is answered");

const expanded = await readPost(first.id, { expand: "author,tags" });
check(expanded.status === 200, "a post is read with what it refers to");
const name: string | null | undefined = expanded.data.author?.name;
check(name === "Ada" && expanded.data.tags?.length === 0, "rows that are expanded have their types");
const known: string | null | undefined = readPost200Response.parse(expanded.data).author?.name;
check(known === "Ada", "zod knows them as well");
const listed = await listPosts({ author_id, expand: "author.posts,comments" });
check(listed.status === 200, "a list is read with what it refers to");
check(listPosts200Response.parse(listed.data).items.length === 3, "zod takes a list");

// Three states of a member, and the version that was read.
const etag = read.headers.get("etag");
if (!etag) throw new Error("a response to expand or fields has no ETag");
const rated = await updatePost(first.id, { rating: "9.50" }, { "If-Match": etag });
check(rated.status === 200 && rated.data.rating === "9.50", "a value is set");
const kept = await updatePost(first.id, { body: "more" });
check(kept.status === 200 && kept.data.rating === "9.50", "what is absent stays");
const cleared = await updatePost(first.id, { rating: null });
check(cleared.status === 200 && cleared.data.rating === null, "null clears");

const stale = await updatePost(first.id, { title: "late" }, { "If-Match": etag });
check(stale.status === 412 && stale.data.status === 412, "another version is refused");

const batch = await batchPosts({
  create: [{ title: "four", slug: unique("four"), body: "text", keywords: [], author_id }],
  update: [{ id: first.id, changes: { title: "first" } }],
  delete: [{ id: second.id }],
});
check(batch.status === 200, "a batch is done");
const made: (string | undefined)[] = [batch.data.created[0]?.title, batch.data.updated[0]?.title];
check(made.join() === "four,first" && batch.data.deleted[0] === second.id, "a batch says what it has done");

const wrong = await createPost({ title: "", slug: "No slug", body: "", keywords: [], author_id });
check(wrong.status === 422, "a wrong body is refused");
const pointers: string[] = wrong.data.errors.map((each) => each.pointer);
check(wrong.data.title === "Unprocessable Content" && pointers.includes("/body/slug"), "a problem has its type");
