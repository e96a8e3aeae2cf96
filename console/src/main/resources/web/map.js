// The map: a picture of the state. Everything in it is also in the tables, so it is one image to a screen reader.
import { html, nothing, svg } from "/vendor/lit-html/lit-html.js";
import { NARROW, WIDE } from "/layout.js";
import { steps } from "/steps.js";
import { age, condition, count, partCondition, plain, rate, some } from "/words.js";

const BREAKER_KINDS = { CLOSED: "good", HALF_OPEN: "warn", OPEN: "bad" };
const WORST_FIRST = ["OPEN", "HALF_OPEN", "CLOSED"];

export function map(state, narrow) {
  const layout = narrow ? NARROW : WIDE;
  const breaker = breakerOf(state);
  return html`
    <h2 id="map-title">The system, now</h2>
    <svg class="map" viewBox="0 0 ${layout.width} ${layout.height}" role="img" aria-label=${inWords(state, breaker)}>
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
          <path d="M1 1 L7 4 L1 7" />
        </marker>
      </defs>
      ${Object.entries(layout.lines).map(([name, path]) => plainLine(name, path, breaker))}
      ${call(layout.call, breaker, state)}
      ${kafka(layout, state)}
      ${steps(state).map((step) => edge(step, layout.steps[step.id]))}
      ${["user-service", "order-service"].map((name) => group(name, layout, state))}
      ${store(layout.boxes["users-journal"], "journal", "users", infra(state, "postgres"))}
      ${store(layout.boxes["users-view"], "read model", "users", infra(state, "postgres"))}
      ${store(layout.boxes.replica, "replica", "of users", infra(state, "postgres"))}
      ${store(layout.boxes["orders-journal"], "journal", "orders", infra(state, "postgres"))}
      ${store(layout.boxes["open-orders"], "open orders", pendingWords(state), infra(state, "postgres"))}
      ${store(layout.boxes["orders-view"], "read model", "orders", infra(state, "postgres"))}
      ${pill(layout.boxes.consul, "Consul", consulCondition(state))}
      ${pill(layout.boxes.postgres, "PostgreSQL", infraCondition(state, "postgres"))}
      ${text(layout.fallbackLabel, isInUse(breaker) ? "fallback, in use" : "fallback", isInUse(breaker) ? "lag frozen" : "lag")}
    </svg>
  `;
}

const infra = (state, name) => state.infrastructure.find((part) => part.name === name);

function infraCondition(state, name) {
  const part = infra(state, name);
  return part ? partCondition(part) : { kind: "off", word: "not seen from here" };
}

function consulCondition(state) {
  if (state.discovery === "none") {
    return { kind: "off", word: "none" };
  }
  const part = infra(state, "consul");
  const seen = part ? partCondition(part) : { kind: "good", word: "answers" };
  return state.discovery === "silent" && seen.kind === "good" ? { kind: "bad", word: "silent" } : seen;
}

/** The worst of the breakers towards user-service, and how many are so. */
function breakerOf(state) {
  const guards = state.services.flatMap((service) => service.guards).filter(({ target }) => target === "user-service");
  const worst = WORST_FIRST.find((name) => guards.some((guard) => guard.state === name));
  return worst && { state: worst, kind: BREAKER_KINDS[worst], of: guards.length, so: guards.filter((guard) => guard.state === worst).length, guards };
}

/** Every call but the trial of a half-open breaker. */
const isInUse = (breaker) => breaker !== undefined && breaker.state !== "CLOSED";

function pendingWords(state) {
  const pending = state.services.find((service) => service.pending)?.pending;
  return pending ? `${count(pending.count)} pending` : "to verify";
}

const text = ([x, y, anchor], words, kind) => svg`<text x=${x} y=${y} text-anchor=${anchor} class=${kind}>${words}</text>`;

function plainLine(name, path, breaker) {
  const inUse = name === "fallback" && isInUse(breaker);
  const kind = name.startsWith("consul") ? "line faint" : name === "fallback" ? `line dashed ${inUse ? "used" : ""}` : "line";
  return svg`<path class=${kind} d=${path} marker-end=${name.startsWith("consul") ? nothing : "url(#arrow)"} />`;
}

function call(at, breaker, state) {
  const kind = breaker?.kind ?? "off";
  const [x, y] = at.breaker;
  const calls = sum(instances(state, "order-service").map((instance) => instance.measures?.outgoing));
  const word = breaker ? plain(breaker.state) + (breaker.so < breaker.of ? `, ${breaker.so} of ${breaker.of}` : "") : "unknown";
  const quiet = breaker?.state === "OPEN" || calls === 0;
  return svg`
    <path class="line call ${kind} ${quiet ? "" : "flowing"}" d=${at.path} marker-end="url(#arrow)" />
    <g class="breaker ${kind} ${breaker?.state ?? ""}" transform="translate(${x} ${y}) ${at.vertical ? "rotate(90)" : ""}">
      <line class="lever" x1="14" y1="0" x2="-14" y2="0" />
      <circle cx="-15" cy="0" r="4" /><circle cx="15" cy="0" r="4" />
    </g>
    ${text(at.label, at.vertical ? word : `breaker ${word}`, `word ${kind}`)}
    ${text(at.rate, callsInWords(calls, at.vertical), "lag")}
  `;
}

function callsInWords(calls, terse) {
  if (calls === undefined) {
    return "GetUser";
  }
  return terse ? `${rate(calls)} GetUser/s` : `GetUser · ${rate(calls)} calls/s`;
}

const instances = (state, name) => state.services.find((service) => service.name === name)?.instances ?? [];

function sum(values) {
  const known = values.filter((value) => value !== undefined);
  return known.length ? known.reduce((one, other) => one + other, 0) : undefined;
}

function edge(step, at) {
  const behind = step.lag > 0;
  const words = step.lag === undefined ? "" : behind ? `${count(step.lag)} behind${step.seconds >= 1 ? `, ${age(step.seconds)}` : ""}` : "0 behind";
  return svg`
    <path class="line ${behind ? "flowing behind" : ""}" d=${at.path} marker-end="url(#arrow)" />
    ${text(at.label, words, behind ? "lag warn" : "lag")}
  `;
}

function kafka(layout, state) {
  const { x, y, w, h } = layout.boxes.kafka;
  const { kind, word } = infraCondition(state, "kafka");
  const inner = layout.boxes["user-events"];
  return svg`
    <rect class="group ${kind}" x=${x} y=${y} width=${w} height=${h} rx="10" />
    ${text([inner.x, y + 15, "start"], "Kafka", "small title")}
    ${text([inner.x + inner.w, y + 15, "end"], word, `small word ${kind}`)}
    ${store(layout.boxes["user-events"], "user-events", "", null)}
    ${store(layout.boxes["order-events"], "order-events", "", null)}
  `;
}

/** @param part what it is kept in; grey when that is gone */
function store({ x, y, w, h }, title, of, part) {
  const gone = part && part.state !== "RUNNING";
  const middle = x + w / 2;
  return svg`<g class="store ${gone ? "stopped" : ""}">
    <rect x=${x} y=${y} width=${w} height=${h} rx="6" />
    ${text([middle, y + (of ? 19 : h / 2 + 4), "middle"], title, "")}
    ${of ? text([middle, y + 34, "middle"], of, "small") : nothing}
  </g>`;
}

function pill({ x, y, w, h }, title, { kind, word }) {
  const middle = y + h / 2;
  return svg`<g class="pill ${kind}">
    <rect x=${x} y=${y} width=${w} height=${h} rx=${Math.min(h / 2, 15)} />
    ${h > 36
      ? [text([x + w / 2, y + 19, "middle"], title, ""), text([x + w / 2, y + 34, "middle"], word, `small word ${kind}`)]
      : [text([x + 14, middle + 4, "start"], title, ""), text([x + w - 14, middle + 4, "end"], word, `small word ${kind}`)]}
  </g>`;
}

function group(name, layout, state) {
  const { x, y, w, h } = layout.boxes[name];
  const all = instances(state, name);
  const serving = all.filter((instance) => condition(instance).kind === "good").length;
  const kind = serving === all.length && serving ? "good" : serving ? "warn" : "bad";
  return svg`<g class="service">
    <rect class="group ${kind}" x=${x} y=${y} width=${w} height=${h} rx="10" />
    ${text([x + 14, y + 24, "start"], name, "title")}
    ${text([x + w - 14, y + 24, "end"], `${serving} of ${all.length} serving`, `word ${kind}`)}
    ${all.map((instance, index) => chip(instance, name, place(index, all.length, { x: x + 12, y: y + 36, w: w - 24, h: h - 48 })))}
  </g>`;
}

/** Three a row. */
function place(index, of, { x, y, w, h }) {
  const columns = Math.min(3, of);
  const rows = Math.ceil(of / 3);
  const gap = 8;
  const width = (w - gap * (columns - 1)) / columns;
  const height = (h - gap * (rows - 1)) / rows;
  return { x: x + (index % 3) * (width + gap), y: y + Math.floor(index / 3) * (height + gap), w: width, h: height };
}

function chip(instance, service, { x, y, w, h }) {
  const { kind, word } = condition(instance);
  const name = instance.name.replace(`${service}-`, "");
  const roomy = h >= 74;
  const first = y + (roomy ? 23 : h / 2 + 4);
  const lines = (w < 100 ? tersely : fully)(instance, kind, word);
  const shown = roomy ? lines.slice(0, Math.floor((h - 36) / 17)) : [];
  return svg`<g class="chip ${kind}">
    <rect x=${x} y=${y} width=${w} height=${h} rx="6" />
    <circle cx=${x + 15} cy=${first - 4} r="4.5" />
    ${text([x + 26, first, "start"], name, "strong")}
    ${w < 100 && kind === "good" ? nothing : text([x + w - 10, first, "end"], w < 100 && roomy ? "" : word, `small word ${kind}`)}
    ${shown.map((line, index) => text([x + 10, y + 45 + index * 17, "start"], line, "small"))}
  </g>`;
}

function fully(instance) {
  const { shards, entities } = held(instance);
  const roles = [instance.oldest ? "oldest" : "", instance.leader ? "leader" : ""].filter(Boolean).join(", ");
  return [
    instance.member && instance.member + (roles ? ` · ${roles}` : ""),
    instance.member && `${some(shards, "shard")}, ${some(entities, "entity", "entities")}`,
    instance.discovery === "absent" ? "" : `Consul: ${instance.discovery}`,
    instance.measures?.calls === undefined ? "" : `${rate(instance.measures.calls)} calls/s`,
  ].filter(Boolean);
}

/** For a phone with three instances: what is wrong, or what sets it apart. */
function tersely(instance, kind, word) {
  const role = instance.oldest ? "oldest" : instance.leader ? "leader" : instance.member;
  return [kind === "good" ? role : word, instance.member && some(held(instance).shards, "shard")].filter(Boolean);
}

function held(instance) {
  const all = Object.values(instance.shards);
  return {
    shards: all.reduce((sum, shard) => sum + shard.count, 0),
    entities: all.reduce((sum, shard) => sum + shard.entities, 0),
  };
}

function inWords(state, breaker) {
  const services = state.services.map(({ name, instances: all }) => {
    const how = all.map((instance) => `${instance.name} ${condition(instance).word}`);
    return `${name}: ${how.join(", ")}`;
  });
  const switched = breaker ? `circuit breaker to user-service ${plain(breaker.state)}` : "";
  return [...services, switched].filter(Boolean).join("; ");
}
