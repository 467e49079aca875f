/**
 * The page's own script: it takes the submit, sends the form itself and says thanks in place.
 */
const form = document.querySelector("form");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  if (button) button.disabled = true;
  const body = JSON.stringify(Object.fromEntries(new FormData(form)));
  const sent = await fetch("/api/contact", { method: "POST", headers: { "content-type": "application/json" }, body }).then(
    (answer) => answer.ok,
    () => false,
  );
  if (button) button.disabled = false;
  const note = form.querySelector(".note") ?? document.createElement("p");
  note.className = "note";
  note.textContent = sent ? "Thank you. We read this today and write back." : "That did not go through. Please try again.";
  form.append(note);
});
