// Talking to the simulator: look, act, and hear what happens.

async function result(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error || `The simulator answered ${response.status}`);
  return body.result;
}

/** GET /simulator/<verb>; rejects with the simulator's own words. */
export async function look(verb, query = {}) {
  return result(await fetch(`/simulator/${verb}?${new URLSearchParams(query)}`));
}

/** POST /simulator/<verb>; rejects with the simulator's own words. */
export async function act(verb, params = {}) {
  return result(await fetch(`/simulator/${verb}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(params),
  }));
}

/** Calls `opened` on every (re)connection, `heard` for every happening, `lost` when the line breaks. */
export function listen({ opened, heard, lost }) {
  const source = new EventSource("/simulator/stream");
  source.addEventListener("open", opened);
  source.addEventListener("error", lost);
  source.addEventListener("message", (event) => heard(JSON.parse(event.data)));
}
