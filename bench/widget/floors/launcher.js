// The second floor: a button, and a panel that is fetched when it is pointed at, focused or clicked.
const folder = document.currentScript.src.replace(/[^/]*$/, "");
const button = document.createElement("button");
button.id = "floor";
button.textContent = "Chat";
button.style.cssText = "position:fixed;right:20px;bottom:20px;width:56px;height:56px";
const load = () => import(`${folder}floor-panel.js`);
button.onpointerenter = button.onfocus = load;
button.onclick = async () => (await load()).open(document.querySelector("main"));
document.querySelector("main").append(button);
