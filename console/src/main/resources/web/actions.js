// Asks the console's server to do something, and turns what it answers into something a person can read.
export function actions(note) {
  async function post(path, body = {}) {
    try {
      const response = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Shop-Console": "page" },
        body: JSON.stringify(body),
      });
      const json = await response.json().catch(() => ({}));
      return response.ok ? { ok: true, body: json } : { ok: false, ...problem(json, response.status) };
    } catch {
      return { ok: false, message: "The console does not answer.", violations: [] };
    }
  }

  /** For buttons: what goes wrong is told in the log. */
  async function press(what, path) {
    const answer = await post(path);
    if (!answer.ok) {
      note(`${what}: ${answer.message}`, "bad");
    }
  }

  return {
    post,
    trouble: (part, action) => press(`${action} ${part}`, `/api/parts/${part}/${action}`),
    order: (id, verb) => press(`${verb} order ${id.slice(0, 8)}`, `/api/orders/${id}/${verb}`),
  };
}

function problem(json, status) {
  const error = json.error ?? {};
  const bad = (error.details ?? []).find((detail) => detail["@type"]?.endsWith("google.rpc.BadRequest"));
  return { message: error.message ?? `It failed with status ${status}.`, violations: bad?.fieldViolations ?? [] };
}
