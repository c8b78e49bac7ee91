// What orval's functions send their requests with.

import { address } from "./proof.js";

/** Send a request and return its answer, whose type orval knows. */
export async function orvalFetch<T>(url: string, options: RequestInit): Promise<T> {
  const response = await fetch(`${address}${url}`, options);
  const text = await response.text();
  return { data: text ? JSON.parse(text) : undefined, status: response.status, headers: response.headers } as T;
}
