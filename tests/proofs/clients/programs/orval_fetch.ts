// What orval's functions send their requests with.

let base = "http://127.0.0.1:8000";

/** Set the address of the service. */
export function setAddress(address: string): void {
  base = address;
}

/** Send a request and return its response, with the type that orval gives it. */
export async function orvalFetch<T>(url: string, options: RequestInit): Promise<T> {
  const response = await fetch(`${base}${url}`, options);
  const text = await response.text();
  return { data: text ? JSON.parse(text) : undefined, status: response.status, headers: response.headers } as T;
}
