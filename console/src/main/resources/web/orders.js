// Orders in the lanes of their states, the newest first.
import { html, nothing } from "/vendor/lit-html/lit-html.js";
import { repeat } from "/vendor/lit-html/directives/repeat.js";
import { age, clock, count, money, plain, shortId } from "/words.js";

const SHOWN = 8;

const LANES = [
  { title: "Pending", states: ["PENDING"], verbs: ["cancel"], empty: "Every order found its user." },
  { title: "Confirmed", states: ["CONFIRMED"], verbs: ["ship", "cancel"], empty: "Nothing to be shipped." },
  { title: "Shipped", states: ["SHIPPED"], verbs: ["deliver"], empty: "Nothing on its way." },
  { title: "Delivered", states: ["DELIVERED"], verbs: [], empty: "Nothing delivered yet." },
  { title: "Ended", states: ["CANCELLED", "REJECTED"], verbs: [], empty: "None cancelled or rejected." },
];

/** Of users, by id; kept while user-service does not answer. */
const names = new Map();

export function orderLanes(state, act) {
  (state.users ?? []).forEach((user) => names.set(user.id, user.name));
  const pending = state.services.find((service) => service.pending)?.pending;
  return html`
    <h2 id="orders-title">Orders</h2>
    ${state.orders
      ? html`<div class="lanes">
          ${LANES.map((lane) => laneOf(lane, state.orders, act, pending))}
        </div>`
      : html`<p class="none">No instance of order-service answers.</p>`}
  `;
}

function laneOf(lane, all, act, pending) {
  const orders = all.filter((order) => lane.states.includes(order.status.replace("ORDER_STATUS_", "")));
  const id = `lane-${lane.title.toLowerCase()}`;
  const oldest = lane.title === "Pending" && pending?.count > 0 ? `, oldest ${age(pending.oldestSeconds)}` : "";
  return html`<section class="lane" aria-labelledby=${id}>
    <h3 id=${id}>${lane.title} <span>${count(orders.length)}${oldest}</span></h3>
    ${orders.length === 0 ? html`<p class="none">${lane.empty}</p>` : nothing}
    <ul>
      ${repeat(orders.slice(0, SHOWN), (order) => order.id, (order) => card(order, lane, act))}
    </ul>
    ${orders.length > SHOWN ? html`<p class="none">and ${orders.length - SHOWN} more</p>` : nothing}
  </section>`;
}

function card(order, lane, act) {
  const what = (order.lines ?? []).map((line) => `${line.quantity} × ${line.productId}`).join(", ");
  return html`<li class="card" data-order=${order.id} data-status=${order.status}>
    <p class="head"><code title=${order.id}>${shortId(order.id)}</code> <b>${money(order.total)}</b></p>
    <p>${what}</p>
    <p class="faint">${names.get(order.userId) ?? `user ${shortId(order.userId)}`} · ${clock(order.createTime)}</p>
    ${tag(order)}
    ${lane.verbs.length
      ? html`<p class="buttons">
          ${lane.verbs.map(
            (verb) => html`<button type="button" class="small" @click=${() => act.order(order.id, verb)}
              aria-label="${verb} order ${shortId(order.id)}">${verb}</button>`,
          )}
        </p>`
      : nothing}
  </li>`;
}

/** What sets the order apart: that the replica vouched for it, or why it ended. */
function tag(order) {
  if (order.status === "ORDER_STATUS_PENDING") {
    return html`<p class="tag warn">nobody can tell yet</p>`;
  }
  if (order.endReason && order.endReason !== "ORDER_END_REASON_UNSPECIFIED") {
    return html`<p class="tag ${order.status === "ORDER_STATUS_REJECTED" ? "bad" : "off"}">${plain(order.status)}: ${plain(order.endReason)}</p>`;
  }
  return order.verification === "VERIFICATION_REPLICA" ? html`<p class="tag frozen">by the replica</p>` : nothing;
}
