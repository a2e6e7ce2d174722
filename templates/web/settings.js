/** The sheet that moves the sample agency's clock and makes its data anew. */

import { post } from "./outbox.js";

const byId = (id) => document.getElementById(id);
const words = new Intl.DateTimeFormat("th-TH-u-ca-buddhist-nu-latn", {
  timeZone: "UTC", weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit",
});

/** The agency's local time in Thai words; its parts are taken as they stand, whatever the zone of this machine. */
export function sayTime(now) {
  return `${words.format(new Date(`${now.slice(0, 16)}Z`))} น.`;
}

/** `load()` asks the server for the agency anew; `changed(state, anew)` takes what it answers to a change. */
export function settings(load, changed) {
  const sheet = byId("settings");
  let now = "";

  function show(agency) {
    now = agency.now.slice(0, 16);
    byId("now").textContent = `${sayTime(now)}${agency.moved ? "" : " (เวลาจริง)"}`;
    byId("moment").value = now;
    byId("real-time").disabled = !agency.moved;
  }

  async function act(url, body, anew) {
    byId("trouble").hidden = true;
    try {
      const state = await post(url, body);
      show(state.agency);
      changed(state, anew);
      return true;
    } catch ({ sentence }) {
      byId("trouble").textContent = sentence ?? "ติดต่อระบบไม่ได้ กรุณาลองใหม่";
      byId("trouble").hidden = false;
      return false;
    }
  }

  const move = (moment) => act("/chat/clock", JSON.stringify({ now: moment }), false);
  const ask = (asking) => {
    byId("confirm").hidden = !asking;
    byId("reset").hidden = asking;
    byId(asking ? "reset-no" : "reset").focus();
  };

  async function open() {
    byId("trouble").hidden = true;
    byId("confirm").hidden = true;
    byId("reset").hidden = false;
    sheet.showModal();
    const state = await load().catch(() => null);
    if (state) show(state.agency);
  }

  byId("open-settings").addEventListener("click", open);
  byId("clock").addEventListener("click", open);
  byId("close-settings").addEventListener("click", () => sheet.close());
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  byId("set-clock").addEventListener("submit", (event) => {
    event.preventDefault();
    move(byId("moment").value.slice(0, 16));
  });
  for (const button of sheet.querySelectorAll("[data-days]")) {
    button.addEventListener("click", () => {
      const later = new Date(`${now}Z`);
      later.setUTCDate(later.getUTCDate() + Number(button.dataset.days));
      move(later.toISOString().slice(0, 16));
    });
  }
  byId("real-time").addEventListener("click", () => move(null));
  byId("reset").addEventListener("click", () => ask(true));
  byId("reset-no").addEventListener("click", () => ask(false));
  byId("reset-yes").addEventListener("click", async () => {
    if (await act("/chat/reset", "{}", true)) sheet.close();
  });
}
