// The story of ./run demo, told in a browser: node story.mjs ADDRESS [FOLDER for screenshots]. Exits with 1 and says what came
// out otherwise.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [address, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PATIENCE = 120_000;
const DESKTOP = { viewport: { width: 1440, height: 1000 } };
const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function open(name, options) {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(PATIENCE);
  const complaints = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(`${address}/`)) {
      complaints.push(`a request left the page: ${request.url()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`an error: ${error.message}`));
  page.on("console", (message) => {
    // Refusals of the API are shown at the form; the browser counts them as errors all the same.
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) {
      complaints.push(`the browser's console: ${message.text()}`);
    }
  });
  await page.goto(`${address}/`);
  const row = (part) => page.locator(`tr[data-instance="${part}"]`);
  const it = {
    page,
    row,
    /** Until the process is so, as the table says. */
    is: (part, word) => row(part).locator(".status", { hasText: new RegExp(`^${word}$`) }).waitFor(),
    press: (button) => page.getByRole("button", { name: button, exact: true }).click(),
    /** Until a word stands on the map. */
    onMap: (word) => page.locator("svg.map text", { hasText: word }).first().waitFor(),
    said: (words) => page.locator("#log-lines li", { hasText: words }).first().waitFor(),
    async user(person) {
      await page.getByLabel("Name").fill(person);
      await page.getByLabel("E-mail").fill(`${person.toLowerCase().replace(" ", ".")}.${Date.now()}@example.com`);
      assert.match(await it.sent("#new-user", () => page.getByLabel("E-mail").press("Enter")), new RegExp(person));
    },
    order: () => it.sent("#new-order", () => it.press("Place order")),
    /** What the form says once it has succeeded. A machine that is busy with other things may need to be asked again. */
    async sent(form, send) {
      const output = page.locator(`${form} output`);
      for (let attempt = 1; ; attempt++) {
        await output.evaluate((element) => (element.textContent = ""));
        await send();
        await page.locator(`${form} output:not(:empty)`).waitFor();
        const said = await output.textContent();
        if ((await output.getAttribute("class")) === "good") {
          return said;
        }
        assert.ok(attempt < 5, `${form} says: ${said}`);
        it.tell(`again, since it says: ${said}`);
      }
    },
    async look() {
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n    ")}`);
      assert.deepEqual(found, [], `${name}: what axe finds`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.equal(wide, 0, `${name}: so many pixels too wide`);
      assert.deepEqual(complaints, [], name);
    },
    async picture(what) {
      if (folder) {
        await page.screenshot({ path: `${folder}/${what}.png`, fullPage: true });
      }
    },
    tell: (line) => console.log(`${name}: ${line}`),
  };
  await it.is("user-service-0", "serving");
  await it.is("order-service-0", "serving");
  return it;
}

async function killedAndStartedAgain() {
  const desk = await open("desktop, light", { ...DESKTOP, colorScheme: "light" });

  desk.tell("what is wrong with a field stands at the field");
  await desk.press("Create user");
  await desk.page.locator("#new-user [name=name][aria-invalid]").waitFor();
  assert.match(await desk.page.locator("#new-user .error").first().textContent(), /1 to 200/);
  await desk.look();

  desk.tell("a user, and an order that is confirmed");
  await desk.user("Ada Lovelace");
  assert.match(await desk.order(), /is confirmed/);
  await desk.page.locator("#orders [data-status=ORDER_STATUS_CONFIRMED]").first().waitFor();
  await desk.picture("light");

  desk.tell("user-service is killed");
  await desk.press("kill user-service-0");
  await desk.is("user-service-0", "stopped");
  await desk.onMap("0 of 1 serving");

  desk.tell("orders are accepted all the same, and the breaker opens");
  for (let i = 0; i < 4; i++) {
    assert.match(await desk.order(), /is (pending|confirmed by the replica)/);
  }
  await desk.onMap("breaker open");
  await desk.said("to user-service: closed → open");
  await desk.look();
  await desk.picture("degraded");

  desk.tell("a dark page shows it as well");
  await desk.page.emulateMedia({ colorScheme: "dark" });
  await desk.look();
  await desk.picture("dark-degraded");

  desk.tell("user-service is started again, and all is well by itself");
  await desk.press("start user-service-0");
  await desk.is("user-service-0", "serving");
  await desk.page.locator(".card[data-status=ORDER_STATUS_PENDING]").first().waitFor({ state: "detached" });
  for (const end = Date.now() + PATIENCE; ; ) {
    assert.match(await desk.order(), /is (pending|confirmed)/);
    const closed = await desk.page.locator("svg.map text", { hasText: "breaker closed" }).count();
    if (closed > 0 || Date.now() > end) {
      break;
    }
    await desk.page.waitForTimeout(1000);
  }
  await desk.onMap("breaker closed");
  await desk.picture("dark");
  await desk.look();
  await desk.page.close();
}

async function frozenOnAPhone() {
  const phone = await open("phone, dark", { ...PHONE, colorScheme: "dark" });

  phone.tell("an order goes its way");
  await phone.user("Grace Hopper");
  const id = /Order (\w+) is/.exec(await phone.order())[1];
  for (const [verb, status] of [["ship", "SHIPPED"], ["deliver", "DELIVERED"]]) {
    await phone.press(`${verb} order ${id}`);
    await phone.page.locator(`[data-order^="${id}"][data-status=ORDER_STATUS_${status}]`).waitFor();
  }
  await phone.look();

  phone.tell("Kafka is frozen and thaws");
  await phone.press("freeze kafka");
  await phone.is("kafka", "frozen");
  await phone.picture("phone-dark");
  await phone.press("thaw kafka");
  await phone.is("kafka", "running");
  await phone.page.emulateMedia({ colorScheme: "light" });
  await phone.look();
  await phone.picture("phone");
  await phone.page.close();
}

async function byKeyboardAndWithoutMotion() {
  const desk = await open("keyboard", { ...DESKTOP, colorScheme: "dark", reducedMotion: "reduce" });
  const focused = () => desk.page.evaluate(() => document.activeElement.textContent.trim());

  await desk.page.keyboard.press("Tab");
  assert.equal(await focused(), "Skip to the map");
  await desk.page.locator("#theme").focus();
  await desk.page.keyboard.press("Enter");
  assert.equal(await focused(), "Theme: light");
  assert.equal(await desk.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "light");
  await desk.page.reload();
  assert.equal(await desk.page.locator("#theme").textContent(), "Theme: light");
  const moving = await desk.page.evaluate(() => document.getAnimations().length);
  assert.equal(moving, 0, "things that move for somebody who wants none to");
  await desk.page.close();
}

try {
  await killedAndStartedAgain();
  await frozenOnAPhone();
  await byKeyboardAndWithoutMotion();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await browser.close();
}
