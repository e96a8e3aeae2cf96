// The event flow, traces and audit entries as tables.
import { html, nothing } from "/vendor/lit-html/lit-html.js";
import { age, clock, count } from "/words.js";
import { steps } from "/steps.js";

export function flowTable(state) {
  const known = steps(state).filter((step) => step.lag !== undefined);
  return html`
    <h2 id="flow-title">Event flow</h2>
    ${known.length === 0
      ? html`<p class="none">No node shows metrics, so no lag is known.</p>`
      : table(
          "flow-title",
          ["Step", "From", "To", "Behind", "Oldest"],
          known.map((step) => [step.name, step.from, step.to, `${count(step.lag)} ${step.unit}`, age(step.seconds)]),
          [3, 4],
        )}
  `;
}

export function traceTable(state) {
  return html`
    <h2 id="traces-title">Recent traces</h2>
    ${(state.traces ?? []).length === 0
      ? html`<p class="none">No traces: nobody here keeps any.</p>`
      : table(
          "traces-title",
          ["Time", "Trace", "What", "Took", "Spans", "Services"],
          state.traces.map((trace) => [
            clock(trace.time),
            html`<code>${trace.traceId}</code>`,
            html`${trace.name}${trace.error ? html` <span class="status bad">failed</span>` : nothing}`,
            age(trace.seconds),
            count(trace.spans),
            (trace.services ?? []).join(", "),
          ]),
          [3, 4],
        )}
  `;
}

export function auditTable(state) {
  return html`
    <h2 id="audit-title">Audit</h2>
    ${(state.audit ?? []).length === 0
      ? html`<p class="none">No audit entries: nobody here shows any.</p>`
      : table(
          "audit-title",
          ["Time", "Who", "Did", "To", "Allowed", "Outcome"],
          state.audit.map((entry) => [
            clock(entry.recorded_at),
            entry.actor_user || entry.actor_service || "nobody",
            entry.action,
            html`<code>${entry.resource}</code>`,
            `${entry.decision.toLowerCase()}${entry.rule ? ` (${entry.rule})` : ""}`,
            entry.outcome,
          ]),
        )}
  `;
}

function table(title, columns, rows, numeric = []) {
  const kind = (index) => (numeric.includes(index) ? "n" : "");
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby=${title}>
    <table>
      <thead>
        <tr>${columns.map((column, index) => html`<th scope="col" class=${kind(index)}>${column}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map((row) => html`<tr>${row.map((cell, index) => html`<td class=${kind(index)}>${cell}</td>`)}</tr>`)}
      </tbody>
    </table>
  </div>`;
}
