// The page: receives the state of the system and draws it anew each time; lit-html touches only what differs.
import { render } from "/vendor/lit-html/lit-html.js";
import { actions } from "/actions.js";
import { forms } from "/forms.js";
import { changes } from "/changes.js";
import { flowTable, auditTable, traceTable } from "/tables.js";
import { map } from "/map.js";
import { orderLanes } from "/orders.js";
import { processTable } from "/processes.js";
import { themeToggle } from "/theme-toggle.js";

const element = (id) => document.getElementById(id);
const log = changes(element("log-lines"));
const act = actions(log.note);
const showUsers = forms(act, element("new-user"), element("new-order"), log.note);
const narrow = matchMedia("(max-width: 700px)");
let state = null;

function draw() {
  if (!state) {
    return;
  }
  render(map(state, narrow.matches), element("map"));
  render(orderLanes(state, act), element("orders"));
  render(processTable(state, act), element("nodes"));
  render(flowTable(state), element("flow"));
  render(traceTable(state), element("traces"));
  render(auditTable(state), element("audit"));
  showUsers(state.users);
}

function link(text, kind) {
  const shown = element("link");
  if (shown.textContent !== text) {
    shown.textContent = text;
  }
  shown.className = kind;
}

themeToggle(element("theme"));
narrow.addEventListener("change", draw);
link("Connecting", "waiting");

const events = new EventSource("/api/events");
events.onmessage = (event) => {
  state = JSON.parse(event.data);
  link("Live", "live");
  document.documentElement.dataset.live = "true";
  log.compare(state);
  draw();
};
events.onerror = () => {
  link("Connection lost, trying again", "lost");
  document.documentElement.dataset.live = "false";
};
