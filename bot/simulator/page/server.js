// Talking to the simulator: look, act, and hear what happens.

const RETRY_MILLISECONDS = 500; // as the stream itself asks of a browser

/** The simulator was not reached, or was gone before its answer was whole. */
class BrokenLineError extends Error {}

async function result(path, options) {
  let response, body;
  try {
    response = await fetch(`/simulator/${path}`, options);
    body = await response.json();
  } catch {
    throw new BrokenLineError("The simulator cannot be reached.");
  }
  if (!response.ok) throw new Error(body.error || `The simulator answered ${response.status}`);
  return body.result;
}

/** GET /simulator/<verb>; rejects with the simulator's own words. */
export function look(verb, query = {}) {
  return result(`${verb}?${new URLSearchParams(query)}`);
}

/** POST /simulator/<verb>; rejects with the simulator's own words. */
export function act(verb, params = {}) {
  return result(verb, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(params),
  });
}

/** A chosen file as the verb send_file takes it; pictures and films are sent as such. */
export async function asParameters(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let from = 0; from < bytes.length; from += 32768) binary += String.fromCharCode(...bytes.subarray(from, from + 32768));
  const kind = /^image\/(png|jpeg)$/.test(file.type) ? "photo" : file.type.startsWith("video/") ? "video" : "document";
  return { file_name: file.name, base64: btoa(binary), kind };
}

/**
 * Calls `opened` on every (re)connection, `heard` for every happening, `lost` when the line breaks.
 * Where one of the first two does not reach the simulator, the line counts as broken and is opened anew.
 */
export function listen({ opened, heard, lost }) {
  const source = new EventSource("/simulator/stream");
  const anew = (error) => {
    if (!(error instanceof BrokenLineError)) throw error;
    if (source.readyState === EventSource.CLOSED) return;
    source.close();
    lost();
    setTimeout(listen, RETRY_MILLISECONDS, { opened, heard, lost });
  };
  source.addEventListener("open", () => opened().catch(anew));
  source.addEventListener("error", lost);
  source.addEventListener("message", (event) => heard(JSON.parse(event.data)).catch(anew));
}
