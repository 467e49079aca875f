/** What booking tools tell the page they stand in, once a meeting is booked. */

const asked = new URLSearchParams(location.search);
/** @type {Record<string, unknown>} */
const messages = {
  calendly: { event: "calendly.event_scheduled", payload: { event: { uri: "https://api.calendly.com/scheduled_events/E1" } } },
  cal: { originator: "CAL", fullType: "CAL::bookingSuccessfulV2", type: "bookingSuccessfulV2", namespace: "", data: { uid: "uid-1" } },
  hubspot: { meetingBookSucceeded: true, meetingsPayload: { bookingResponse: { event: { dateString: "2026-12-01" } } } },
};
const tool = asked.get("as") ?? "calendly";

// Cal.com shows nothing until the page around it has answered.
if (tool === "cal") {
  document.body.style.visibility = "hidden";
  addEventListener("message", ({ data }) => {
    if (data?.originator === "CAL" && data.method === "parentKnowsIframeReady") document.body.style.visibility = "";
  });
  parent.postMessage({ originator: "CAL", type: "__iframeReady", data: {} }, "*");
}

document.querySelector("button")?.addEventListener("click", () => {
  const said = document.querySelector("#said");
  if (said) said.textContent = "You are scheduled.";
  parent.postMessage(messages[tool], "*");
});
