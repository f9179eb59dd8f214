/*
 * The button "Bij mij": asks the browser where the visitor is, and tells the app about 100 metres of it.
 *
 * Rounding happens here, before anything is sent. Nothing is stored and nothing is put in an address.
 */

// Steps in degrees: 111 m from north to south, about 102 m from west to east at 52 degrees north.
// geo/nearby.py has the same.
const LATITUDE_STEP = 0.001;
const LONGITUDE_STEP = 0.0015;
const PATIENCE_MS = 15000;
const REFUSED = 1; // GeolocationPositionError.PERMISSION_DENIED

function coarse(degrees, step) {
  return Number((Math.round(degrees / step) * step).toFixed(4));
}

function whereabouts({ coords }) {
  return {
    longitude: coarse(coords.longitude, LONGITUDE_STEP),
    latitude: coarse(coords.latitude, LATITUDE_STEP),
  };
}

function makeButton(parent) {
  const button = document.createElement("button");
  button.type = "button";
  parent.append(button);
  return button;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const button = parentElement.querySelector("button") ?? makeButton(parentElement);

  function rest() {
    button.textContent = data.label;
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }

  function tell(answer) {
    rest();
    setTriggerValue("answer", answer);
  }

  function ask() {
    if (!window.isSecureContext || !navigator.geolocation) {
      tell({ trouble: "unavailable" });
      return;
    }
    button.textContent = data.busy;
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      (position) => tell(whereabouts(position)),
      (error) => tell({ trouble: error.code === REFUSED ? "refused" : "not_found" }),
      { enableHighAccuracy: false, maximumAge: 60000, timeout: PATIENCE_MS },
    );
  }

  rest();
  button.onclick = ask;
}
