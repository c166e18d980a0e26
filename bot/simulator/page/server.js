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

/** A chosen file as the verb send_file takes it; pictures and films are sent as such. */
export async function asParameters(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let from = 0; from < bytes.length; from += 32768) binary += String.fromCharCode(...bytes.subarray(from, from + 32768));
  const kind = /^image\/(png|jpeg)$/.test(file.type) ? "photo" : file.type.startsWith("video/") ? "video" : "document";
  return { file_name: file.name, base64: btoa(binary), kind };
}

/** Calls `opened` on every (re)connection, `heard` for every happening, `lost` when the line breaks. */
export function listen({ opened, heard, lost }) {
  const source = new EventSource("/simulator/stream");
  source.addEventListener("open", opened);
  source.addEventListener("error", lost);
  source.addEventListener("message", (event) => heard(JSON.parse(event.data)));
}
