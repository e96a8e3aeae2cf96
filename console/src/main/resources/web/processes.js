// Everything that runs, as a table: what the map shows in words, and the buttons that make trouble.
import { html, nothing } from "/vendor/lit-html/lit-html.js";
import { condition, count, megabytes, partCondition, percent, rate, UNKNOWN } from "/words.js";

export function processTable(state, act) {
  return html`
    <h2 id="nodes-title">Processes</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of processes">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col">Trouble</th>
            <th scope="col">Discovery</th>
            <th scope="col">Cluster</th>
            <th scope="col">Shards</th>
            <th scope="col" class="n">Entities</th>
            <th scope="col" class="n">Calls/s</th>
            <th scope="col" class="n">Heap</th>
            <th scope="col" class="n">CPU</th>
          </tr>
        </thead>
        <tbody>
          ${state.services.map((service) => service.instances.map((instance) => nodeRow(instance, state, act)))}
          ${state.infrastructure.map((part) => partRow(part, act))}
        </tbody>
      </table>
    </div>
    ${state.canMakeTrouble ? nothing : html`<p class="none">Without a devstack nobody can be stopped from here.</p>`}
    ${state.management
      ? nothing
      : html`<p class="none">Members, shards and metrics are not shown: management wants a certificate of each service.</p>`}
  `;
}

export const status = ({ kind, word }) => html`<span class="status ${kind}">${word}</span>`;

function nodeRow(instance, state, act) {
  const shards = Object.entries(instance.shards);
  const entities = shards.reduce((sum, [, shard]) => sum + shard.entities, 0);
  const measures = instance.measures ?? {};
  return html`<tr data-instance=${instance.name}>
    <th scope="row">${instance.name}<small>${instance.address} ${docs(instance, state)}</small></th>
    <td>${status(condition(instance))}</td>
    <td>${instance.part ? buttons(instance.part, act) : UNKNOWN}</td>
    <td>${state.discovery === "consul" ? instance.discovery : UNKNOWN}</td>
    <td>${membership(instance)}</td>
    <td>${shards.length ? shards.map(([type, shard]) => `${type} ${shard.count}`).join(", ") : UNKNOWN}</td>
    <td class="n">${shards.length ? count(entities) : UNKNOWN}</td>
    <td class="n">${rate(measures.calls)}</td>
    <td class="n">${megabytes(measures.heap)}</td>
    <td class="n">${percent(measures.cpu)}</td>
  </tr>`;
}

/** The page on which a node shows its API, where that is switched on. */
function docs(instance, state) {
  const page = `${state.scheme}${instance.address}/docs`;
  return html`<a href=${page} target="_blank" rel="noopener noreferrer" aria-label="API of ${instance.name}">API</a>`;
}

function membership(instance) {
  if (!instance.member) {
    return UNKNOWN;
  }
  const roles = [instance.oldest ? "oldest" : "", instance.leader ? "leader" : ""].filter(Boolean);
  return html`${instance.member}${roles.length ? html` <small class="inline">${roles.join(", ")}</small>` : nothing}`;
}

function partRow(part, act) {
  const unknown = Array.from({ length: 7 }, (_, column) => html`<td class=${column > 2 ? "n" : ""}>${UNKNOWN}</td>`);
  return html`<tr data-instance=${part.name}>
    <th scope="row">${part.name}</th>
    <td>${status(partCondition(part))}</td>
    <td>${buttons(part, act)}</td>
    ${unknown}
  </tr>`;
}

function buttons(part, act) {
  return html`<span class="buttons">
      ${part.actions.map(
        (action) => html`<button type="button" class="small" @click=${() => act.trouble(part.name, action)}
          aria-label="${action} ${part.name}">${action}</button>`,
      )}
    </span>
    ${part.problem ? html`<small class="error">${part.problem}</small>` : nothing}`;
}
