// The two forms. What the services find wrong with a field stands at that field.
import { plain, shortId } from "/words.js";

export function forms(act, userForm, orderForm, note) {
  const made = new Map();
  const select = orderForm.elements.user_id;
  let offered = "";
  let newUser = repeatable();
  let newOrder = repeatable();

  submits(userForm, async (data) => {
    const user = { name: data.get("name"), email: data.get("email") };
    const answer = await act.post("/api/users", newUser(user));
    if (answer.ok) {
      made.set(answer.body.id, answer.body);
      offer();
      select.value = answer.body.id;
      userForm.reset();
      newUser = repeatable();
      note(`User ${answer.body.name} created.`, "good");
      answer.says = `${answer.body.name} is user ${shortId(answer.body.id)}.`;
    }
    return answer;
  });

  submits(orderForm, async (data) => {
    const line = {
      product_id: data.get("lines[0].product_id"),
      quantity: whole(data.get("lines[0].quantity")),
      unit_price: euros(data.get("lines[0].unit_price")),
    };
    const answer = await act.post("/api/orders", newOrder({ user_id: data.get("user_id") ?? "", lines: [line] }));
    if (answer.ok) {
      newOrder = repeatable();
      const how = answer.body.verification === "VERIFICATION_REPLICA" ? " by the replica" : "";
      answer.says = `Order ${shortId(answer.body.id)} is ${plain(answer.body.status)}${how}.`;
    }
    return answer;
  });

  function offer() {
    const users = [...made.values()].reverse();
    const list = JSON.stringify(users.map((user) => user.id));
    if (list === offered) {
      return;
    }
    offered = list;
    const chosen = select.value;
    select.replaceChildren(...users.map((user) => new Option(`${user.name} · ${shortId(user.id)}`, user.id)));
    if (users.some((user) => user.id === chosen)) {
      select.value = chosen;
    }
  }

  /** Users that the read model knows; those made here are offered at once. */
  return (users = []) => {
    for (const user of users) {
      if (!made.has(user.id)) {
        made.set(user.id, user);
      }
    }
    offer();
  };
}

/** Gives what is sent again after a failure the id that it had: should it have got through, nothing happens twice. */
function repeatable() {
  const ids = new Map();
  return (content) => {
    const key = JSON.stringify(content);
    if (!ids.has(key)) {
      ids.set(key, crypto.randomUUID());
    }
    return { ...content, request_id: ids.get(key) };
  };
}

const whole = (text) => (/^-?[0-9]{1,9}$/.test(text.trim()) ? Number(text) : 0);

/** As google.type.Money; what is no number becomes a price that the service refuses. */
function euros(text) {
  const match = /^(-?)([0-9]{1,12})(?:[.,]([0-9]{1,9}))?$/.exec(text.trim());
  if (!match) {
    return { currency_code: "EUR", units: -1 };
  }
  const sign = match[1] ? -1 : 1;
  return { currency_code: "EUR", units: sign * Number(match[2]), nanos: sign * Number((match[3] ?? "").padEnd(9, "0")) };
}

function submits(form, send) {
  const fields = [...form.elements].filter((element) => element.name);
  const button = form.querySelector("button");
  const output = form.querySelector("output");
  const errors = new Map(fields.map((field) => [field, errorOf(field, form.id)]));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") {
      return;
    }
    button.setAttribute("aria-disabled", "true");
    const data = new FormData(form);
    const answer = await send(data);
    button.removeAttribute("aria-disabled");
    fields.forEach((field) => mark(field, errors.get(field), ""));
    output.className = answer.ok ? "good" : "bad";
    output.textContent = answer.ok ? answer.says : elsewhere(answer);
    fields.find((field) => field.getAttribute("aria-invalid"))?.focus();
  });

  /** Marks the fields that are wrong, and returns what is wrong besides. */
  function elsewhere(answer) {
    const rest = answer.violations.filter((violation) => {
      const field = fields.find(({ name }) => violation.field === name || violation.field.startsWith(`${name}.`));
      if (field) {
        mark(field, errors.get(field), violation.description);
      }
      return !field;
    });
    if (answer.violations.length === 0) {
      return answer.message;
    }
    return rest.map((violation) => `${violation.field}: ${violation.description}`).join(" ");
  }
}

function errorOf(field, form) {
  const error = document.createElement("small");
  error.className = "error";
  error.id = `${form}-${field.name.replaceAll(/[^a-z]+/g, "-")}-error`;
  error.hidden = true;
  field.closest("label").append(error);
  return error;
}

function mark(field, error, text) {
  error.textContent = text;
  error.hidden = !text;
  if (text) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", error.id);
  } else {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
}
