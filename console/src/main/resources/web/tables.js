// The event flow, traces and audit entries as tables.
import { html, nothing } from "/vendor/lit-html/lit-html.js";
import { repeat } from "/vendor/lit-html/directives/repeat.js";
import { age, clock, count, some } from "/words.js";
import { steps } from "/steps.js";

export function flowTable(state) {
  const known = steps(state).filter((step) => step.lag !== undefined);
  return html`
    <h2 id="flow-title">Event flow</h2>
    ${known.length === 0
      ? html`<p class="none">No node shows metrics, so no lag is known.</p>`
      : table(
          "event flow",
          ["Step", "Behind", "Oldest"],
          known.map((step) => [
            html`${step.name}<small class="way">${step.from} → ${step.to}</small>`,
            `${count(step.lag)} ${step.unit}`,
            age(step.seconds),
          ]),
          [1, 2],
        )}
  `;
}

export function traceTable(state) {
  return html`
    <h2 id="traces-title">Recent traces</h2>
    ${(state.traces ?? []).length === 0
      ? html`<p class="none">${state.traces ? "No calls yet." : "No traces: nobody here keeps any."}</p>`
      : html`<ul class="traces">${repeat(state.traces, (trace) => trace.id, traceOf)}</ul>`}
  `;
}

function traceOf(trace) {
  const more = trace.more ? ` and ${trace.more} more` : "";
  return html`<li>
    <details>
      <summary>
        <span class="when">${clock(trace.start)}</span>
        <span class="what">${trace.name} ${outcome(trace)}</span>
        <span class="faint">${trace.services.join(", ")}</span>
        <span class="n">${age(trace.milliseconds / 1000)}</span>
        <span class="n faint">${some(trace.spans.length + trace.more, "span")}</span>
      </summary>
      <p class="faint">Trace <code>${trace.id}</code></p>
      <ol class="spans">
        ${trace.spans.map((span) => spanOf(span, Math.max(trace.milliseconds, 0.001)))}
      </ol>
      ${more ? html`<p class="none">${more}</p>` : nothing}
    </details>
  </li>`;
}

/** A call can go well although a step of it did not: that is what the guard is for. */
function outcome({ failed, struggled }) {
  if (failed) {
    return html`<span class="status bad">failed</span>`;
  }
  return struggled ? html`<span class="status warn">a step failed</span>` : nothing;
}

/** A bar from when to when; at least so wide that it can be seen. */
function spanOf(span, whole) {
  const x = (100 * span.offset) / whole;
  const width = Math.max(0.6, (100 * span.milliseconds) / whole);
  return html`<li>
    <span>${span.name}${span.failed ? html` <span class="status bad">failed</span>` : nothing}
      <small class="inline">${span.service}, ${span.kind.toLowerCase()}</small></span>
    <span class="n">${age(span.milliseconds / 1000)}</span>
    <svg class="bar ${span.service}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect x=${Math.min(x, 99.4)} y="0" width=${width} height="6" rx="0.4" />
    </svg>
  </li>`;
}

export function auditTable(state) {
  return html`
    <h2 id="audit-title">Audit</h2>
    ${(state.audit ?? []).length === 0
      ? html`<p class="none">No audit entries: nobody here shows any.</p>`
      : table(
          "audit entries",
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
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of ${title}">
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
