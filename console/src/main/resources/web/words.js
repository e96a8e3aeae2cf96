// How things are said on the page.
const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export const UNKNOWN = "–";

export const count = (value) => (value === undefined ? UNKNOWN : number.format(value));

/** Such as "1 entity" or "2,000 entities". */
export const some = (value, one, more = `${one}s`) => `${count(value)} ${value === 1 ? one : more}`;

export const rate = (value) => (value === undefined ? UNKNOWN : value > 0 && value < 10 ? fine.format(value) : number.format(value));

export const megabytes = (value) => (value === undefined ? UNKNOWN : `${number.format(value / 1048576)} MB`);

export const percent = (value) => (value === undefined ? UNKNOWN : `${number.format(value * 100)} %`);

export function age(seconds) {
  if (seconds === undefined) {
    return UNKNOWN;
  }
  if (seconds < 1) {
    return seconds === 0 ? "0 s" : `${Math.round(seconds * 1000)} ms`;
  }
  if (seconds < 120) {
    return `${fine.format(seconds)} s`;
  }
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export const clock = (time) => new Date(time).toLocaleTimeString("en-GB");

export const plain = (name) => name.replace(/^[A-Z]+(_[A-Z]+)*?_STATUS_|^VERIFICATION_|^ORDER_END_REASON_/, "").toLowerCase().replaceAll("_", " ");

export const shortId = (id) => id.slice(0, 8);

export const money = (amount) => {
  if (!amount) {
    return "";
  }
  const value = Number(amount.units ?? 0) + Number(amount.nanos ?? 0) / 1e9;
  return new Intl.NumberFormat("en", { style: "currency", currency: amount.currencyCode }).format(value);
};

/** One word for how an instance is, the worst first: what a person would say of it. */
export function condition(instance) {
  const part = instance.part;
  if (part?.doing) {
    return { kind: "busy", word: DOING[part.doing] ?? part.doing };
  }
  if (part?.state === "STOPPED") {
    return { kind: "stopped", word: "stopped" };
  }
  if (part?.state === "FROZEN") {
    return { kind: "frozen", word: "frozen" };
  }
  if (instance.health === "unknown") {
    return { kind: "off", word: "being asked" };
  }
  if (instance.health === "silent") {
    return { kind: "bad", word: "silent" };
  }
  if (instance.unreachable) {
    return { kind: "bad", word: "unreachable" };
  }
  if (instance.health === "not-serving") {
    return { kind: "warn", word: instance.member && instance.member !== "Up" ? instance.member.toLowerCase() : "not ready" };
  }
  return { kind: "good", word: "serving" };
}

export function partCondition(part) {
  if (part.doing) {
    return { kind: "busy", word: DOING[part.doing] ?? part.doing };
  }
  const kinds = { RUNNING: "good", FROZEN: "frozen", STOPPED: "stopped" };
  return { kind: kinds[part.state], word: part.state.toLowerCase() };
}

const DOING = {
  start: "starting",
  stop: "stopping",
  restart: "restarting",
  kill: "being killed",
  freeze: "freezing",
  thaw: "thawing",
};
