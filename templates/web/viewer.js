/** A picture alone on the whole screen; a tap, Esc or the key on its button brings the conversation back. */

const viewer = document.getElementById("viewer");
const image = viewer.querySelector("img");

/** Show it; `words` say what it is. */
export function view(source, words) {
  image.src = source;
  image.alt = words;
  viewer.showModal();
  viewer.scrollTop = 0;
}

viewer.addEventListener("click", (event) => event.detail < 2 && viewer.close()); // the second of two quick taps on a picture
