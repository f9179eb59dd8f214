// The secret stands behind the #: it is read here, leaves the address bar at once, and goes to the server once.
"use strict";

(async () => {
  const secret = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
  const answer = secret
    ? await fetch(location.pathname, { method: "POST", body: secret, credentials: "same-origin" }).catch(() => null)
    : null;
  if (answer && answer.ok) {
    location.replace(location.pathname.replace(/sleutel$/, "mijn-kaart") + location.search);
    return;
  }
  document.getElementById("wait").hidden = true;
  document.getElementById("gone").hidden = false;
  document.getElementById("again").hidden = false;
})();
