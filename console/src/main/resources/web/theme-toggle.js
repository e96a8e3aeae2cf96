// System, light, dark: one button goes round. What is chosen is kept in this browser.
const NEXT = { system: "light", light: "dark", dark: "system" };

export function themeToggle(button) {
  const root = document.documentElement;
  const show = () => {
    const now = root.dataset.theme ?? "system";
    button.textContent = `Theme: ${now}`;
    button.setAttribute("aria-label", `Theme: ${now}. Change to ${NEXT[now]}`);
  };
  button.addEventListener("click", () => {
    const next = NEXT[root.dataset.theme ?? "system"];
    if (next === "system") {
      delete root.dataset.theme;
      localStorage.removeItem("theme");
    } else {
      root.dataset.theme = next;
      localStorage.setItem("theme", next);
    }
    show();
  });
  show();
}
