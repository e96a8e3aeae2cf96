// Compares each state with the one before and says in words what has changed; screen readers hear it.
import { clock, condition, partCondition, plain, shortId } from "/words.js";

const KEPT = 60;

export function changes(list) {
  const opened = Date.now();
  let before = null;

  function note(text, kind = "") {
    const item = document.createElement("li");
    const time = document.createElement("time");
    const words = document.createElement("span");
    time.textContent = clock(Date.now());
    words.textContent = text;
    item.className = kind;
    item.append(time, words);
    list.prepend(item);
    while (list.children.length > KEPT) {
      list.lastElementChild.remove();
    }
  }

  function compare(state) {
    const now = facts(state, opened);
    if (before) {
      for (const [subject, fact] of now) {
        const old = before.get(subject);
        if (old?.word !== fact.word && (old || fact.isNew)) {
          note(old ? `${fact.subject}: ${old.word} → ${fact.word}` : `${fact.subject}: ${fact.word}`, fact.kind);
        }
      }
      // What is not known just now is as it was, until it is heard of again.
      before.forEach((fact, subject) => now.has(subject) || now.set(subject, fact));
    }
    before = now;
  }

  note("Watching since the page was opened.");
  return { note, compare };
}

/** What is worth telling of, by subject. */
function facts(state, opened) {
  const facts = new Map();
  for (const part of state.infrastructure) {
    facts.set(part.name, { subject: part.name, ...partCondition(part) });
  }
  for (const service of state.services) {
    for (const instance of service.instances) {
      if (instance.health === "unknown") {
        continue;
      }
      facts.set(instance.name, { subject: instance.name, ...condition(instance) });
      if (state.discovery === "consul") {
        const kind = instance.discovery === "passing" ? "good" : "warn";
        facts.set(`consul ${instance.name}`, { subject: `Consul on ${instance.name}`, word: instance.discovery, kind });
      }
    }
    for (const guard of service.guards) {
      facts.set(`breaker ${guard.instance} ${guard.target}`, {
        subject: `Circuit breaker of ${guard.instance} to ${guard.target}`,
        word: plain(guard.state),
        kind: { CLOSED: "good", OPEN: "bad", HALF_OPEN: "warn" }[guard.state],
      });
    }
  }
  for (const order of state.orders ?? []) {
    facts.set(order.id, {
      subject: `Order ${shortId(order.id)}`,
      word: plain(order.status) + verifiedBy(order),
      kind: { ORDER_STATUS_PENDING: "warn", ORDER_STATUS_REJECTED: "bad" }[order.status] ?? "good",
      isNew: Date.parse(order.createTime) > opened,
    });
  }
  return facts;
}

const verifiedBy = (order) =>
  order.status === "ORDER_STATUS_CONFIRMED" && order.verification === "VERIFICATION_REPLICA" ? " by the replica" : "";
