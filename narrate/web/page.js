"use strict";
(() => {
  const element = (id) => document.getElementById(id);
  const [form, text, url, file, voice, speed, status, audio, sample, live, reading, jobs, shelf] =
    ["form", "text", "url", "file", "voice", "speed", "status", "audio", "sample", "live", "reading", "jobs", "shelf"].map(element);
  const PLACE_GOES_ON = 0.995; // of a narration: whoever heard this much has heard it all
  const LOOK_MS = 500;
  const EARLY_MS = 8;

  // Memory. A browser may refuse it.
  const memory = {
    read(key) { try { return localStorage.getItem(key); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, value); } catch { /* then it is not remembered */ } },
  };

  // Asking the server. Whatever it refuses, it says why, in a sentence.
  class Refusal extends Error {}
  async function ask(address, options = {}) {
    let answer;
    try {
      answer = await fetch(address, { credentials: "same-origin", ...options });
    } catch {
      throw new Refusal("The server does not answer. Is “narrate serve” still running?");
    }
    if (answer.status === 204) return null;
    const found = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refusal([found.problem, found.remedy].filter(Boolean).join(" ") || `The server said ${answer.status}.`);
    return found;
  }
  const asJson = (method, content) => ({ method, headers: { "content-type": "application/json" }, body: JSON.stringify(content) });

  function say(message, wrong = false, place = status) {
    place.textContent = message;
    place.classList.toggle("wrong", wrong);
  }
  async function trying(work, place = status) {
    try { return await work(); } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      say(error.message, true, place);
      return undefined;
    }
  }

  function make(tag, { text: content, children = [], ...properties } = {}) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name.includes("-") || name === "role") made.setAttribute(name, value);
      else made[name] = value;
    }
    if (content !== undefined) made.textContent = content;
    made.append(...children.filter(Boolean));
    return made;
  }

  function clock(ms) {
    const s = Math.floor(ms / 1000), pad = (value) => String(value).padStart(2, "0");
    const [hours, minutes, seconds] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60];
    return hours ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
  }
  function about(seconds) {
    if (seconds < 10) return "a few seconds left";
    if (seconds < 90) return `about ${Math.ceil(seconds / 10) * 10} seconds left`;
    if (seconds < 5400) return `about ${Math.round(seconds / 60)} minutes left`;
    return `about ${Math.round(seconds / 3600)} hours left`;
  }

  // Voices.
  const names = (() => { try { return new Intl.DisplayNames(["en"], { type: "language" }); } catch { return null; } })();
  const languageName = (tag) => { try { return names?.of(tag) ?? tag; } catch { return tag; } };

  async function fillVoices() {
    const { usual, voices } = await ask("/voices");
    const own = (navigator.language || "en").split("-")[0];
    const group = (one) => (one.natural ? "Natural voices" : languageName(one.language.split("-")[0]));
    const groups = new Map();
    for (const one of voices) groups.set(group(one), [...(groups.get(group(one)) ?? []), one]);
    const rank = (name) => (name === "Natural voices" ? 0 : name === languageName(own) ? 1 : name === "English" ? 2 : 3);
    const sorted = [...groups].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
    voice.replaceChildren(...sorted.map(([label, some]) => make("optgroup", {
      label,
      children: some.sort((a, b) => a.name.localeCompare(b.name)).map((one) => make("option", { value: one.id, text: `${one.name} — ${one.language} (${one.engine})` })),
    })));
    const kept = memory.read("narrate:voice");
    voice.value = voices.some((one) => one.id === kept) ? kept : usual;
    element("audition").disabled = false;
  }
  voice.addEventListener("change", () => { memory.write("narrate:voice", voice.value); sample.pause(); });
  element("audition").addEventListener("click", async () => {
    say("");
    audio.pause();
    sample.src = `/voices/sample?voice=${encodeURIComponent(voice.value)}`;
    try { await sample.play(); } catch (error) { if (error.name !== "AbortError") say("This voice could not be heard. Choose another one.", true); }
  });

  // A new narration.
  let busy = false;
  async function add(send) {
    if (busy) return;
    busy = true;
    element("narrate").disabled = true;
    say("Sending…");
    const work = await trying(send);
    busy = false;
    element("narrate").disabled = false;
    if (!work) return;
    form.reset();
    voice.value = work.voice || voice.value;
    speed.value = memory.read("narrate:speed") ?? "1";
    say(`“${work.title}” is being made.`);
    if (audio.paused) listenTo(work, { play: true });
  }
  const asked = () => ({ voice: voice.value, speed: Number(speed.value) });
  const addFile = (one) => add(() => {
    const query = new URLSearchParams({ name: one.name, ...asked() });
    return ask(`/works/file?${query}`, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: one });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (file.files.length) addFile(file.files[0]);
    else if (url.value.trim() && !text.value.trim()) add(() => ask("/works", asJson("POST", { url: url.value.trim(), ...asked() })));
    else if (text.value.trim()) add(() => ask("/works", asJson("POST", { text: text.value, ...asked() })));
    else { say("Paste a text, choose a file, or give an address.", true); text.focus(); }
  });
  speed.addEventListener("change", () => memory.write("narrate:speed", speed.value));

  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => { if (holdsFiles(event)) { event.preventDefault(); document.body.classList.add("dropping"); } });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("dropping"); });
  addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!holdsFiles(event)) return;
    event.preventDefault();
    for (const one of [...event.dataTransfer.files].slice(0, 1)) addFile(one);
    if (event.dataTransfer.files.length > 1) say("One file at a time: the first was taken.");
  });

  // What the bookmark brings: it is put into the form, and nobody speaks it until somebody says so.
  function takeShared() {
    const given = new URLSearchParams(location.hash.slice(1));
    if (given.get("text")) text.value = given.get("text");
    if (given.get("url")) url.value = given.get("url");
    if (given.get("text") || given.get("url")) {
      history.replaceState(null, "", location.pathname + location.search);
      say("Here it is. Choose a voice, and press Narrate.");
      element("narrate").focus();
    }
  }
  element("bookmarklet").href = `javascript:(()=>{const s=String(getSelection()).slice(0,1e5);open(${JSON.stringify(location.origin)}+"/#"+(s?"text="+encodeURIComponent(s):"url="+encodeURIComponent(location.href)))})()`;
  element("bookmarklet").addEventListener("click", (event) => { event.preventDefault(); say("Drag it to your bookmarks bar."); });
  addEventListener("hashchange", takeShared);

  // The works, as the server tells of them.
  const works = new Map();
  let order = [];
  const rows = new Map();

  function learn({ works: changed, ids }) {
    for (const work of changed) works.set(work.id, { ...work, shown: false });
    if (ids) {
      order = ids;
      for (const id of [...works.keys()]) if (!ids.includes(id)) { works.delete(id); rows.get(id)?.remove(); rows.delete(id); }
    }
    for (const work of changed) syncPlace(work);
    draw();
    if (listening) followWork();
  }

  function draw() {
    const all = order.map((id) => works.get(id)).filter(Boolean);
    const open = all.filter((work) => work.state !== "done").reverse();
    const made = all.filter((work) => work.state === "done");
    element("making").hidden = !open.length;
    element("empty").hidden = made.length > 0;
    place(jobs, open, jobRow);
    place(shelf, made, shelfRow);
  }

  // Rows are changed where they stand, so that whoever is in one, by keyboard or reader, stays there.
  function place(list, some, row) {
    some.forEach((work, at) => {
      let own = rows.get(work.id);
      if (!own || own.dataset.kind !== list.id) {
        own?.remove();
        own = make("li");
        own.dataset.kind = list.id;
        own.dataset.id = work.id;
        rows.set(work.id, own);
      }
      if (!work.shown) { row(own, work, at); work.shown = true; }
      if (list.children[at] !== own) list.insertBefore(own, list.children[at] ?? null);
    });
  }

  const STAGES = { reading: "Reading the text", speaking: "Speaking", writing: "Writing the files" };
  function jobFacts(work) {
    if (work.state === "failed") return [work.problem, work.remedy].filter(Boolean).join(" ");
    if (work.state === "queued") return "Waiting";
    const left = work.left_s === null ? "" : `, ${about(work.left_s)}`;
    return `${STAGES[work.stage] ?? "Beginning"}${left}`;
  }
  function jobRow(row, work) {
    if (row.dataset.state !== work.state || row.dataset.live !== String(work.live)) {
      Object.assign(row.dataset, { state: work.state, live: String(work.live) });
      const failed = work.state === "failed";
      const held = row.contains(document.activeElement) ? document.activeElement.classList[0] : null;
      row.replaceChildren(make("div", { className: "about", children: [
        make("h3", { text: work.title || "A text", dir: "auto" }),
        make("p", { className: failed ? "facts wrong" : "facts" }),
        failed ? null : make("progress", { max: 1, "aria-label": `${work.title}: how much is done` }),
        make("div", { className: "hands", children: [
          work.live && make("button", { type: "button", className: "listen", text: "Listen now", onclick: () => listenTo(work, { play: true }) }),
          failed && make("button", { type: "button", className: "again", text: "Try again", onclick: () => trying(() => ask(`/works/${work.id}/again`, { method: "POST" })) }),
          make("button", { type: "button", className: "cancel", text: failed ? "Remove" : "Cancel", onclick: () => removal(work, !failed) }),
        ] }),
      ] }));
      if (held) row.querySelector(`.${held}`)?.focus();
    }
    row.querySelector("h3").textContent = work.title || "A text";
    row.querySelector(".facts").textContent = jobFacts(work);
    const bar = row.querySelector("progress");
    if (bar) bar.value = work.part;
  }

  const KEPT = [["mp3", "MP3"], ["m4b", "Audiobook (M4B)"], ["opus", "Opus"], ["flac", "FLAC"], ["wav", "WAV"], ["read-along.html", "Read-along page"], ["read-along.epub", "EPUB with voice"], ["vtt", "Captions (VTT)"], ["srt", "Captions (SRT)"]];
  function reached(work) {
    const all = work.duration_s * 1000;
    if (!work.place_ms || !all) return null;
    return work.place_ms >= all * PLACE_GOES_ON ? { part: 1, text: "heard" } : { part: work.place_ms / all, text: `at ${clock(work.place_ms)}` };
  }
  function shelfRow(row, work) {
    const place = reached(work);
    const facts = [work.author, clock(work.duration_s * 1000), work.chapters > 1 && `${work.chapters} chapters`, place?.text, work.problem].filter(Boolean);
    const wasOpen = row.querySelector(".files")?.hidden === false;
    const held = row.contains(document.activeElement) ? document.activeElement.classList[0] : null;
    const page = work.kinds.includes("read-along.html");
    const sound = work.kinds.find((kind) => ["mp3", "m4b", "opus", "flac", "wav"].includes(kind));
    row.replaceChildren(
      work.cover
        ? make("img", { className: "cover", src: `/works/${work.id}/cover`, alt: "", loading: "lazy", width: 88, height: 88 })
        : make("div", { className: `cover letter g${parseInt(work.id.slice(0, 2), 16) % 8}`, text: [...(work.title.match(/[\p{L}\p{N}]/u) ?? ["♪"])][0].toUpperCase(), "aria-hidden": "true" }),
      make("div", { className: "about", children: [
        make("h3", { text: work.title, dir: "auto" }),
        make("p", { className: "facts", text: facts.join(" · ") }),
        place && make("progress", { className: "reached", max: 1, value: place.part, "aria-label": `Heard of ${work.title}` }),
        make("div", { className: "hands", children: [
          make("a", { className: "play button main", href: page ? `/works/${work.id}/read-along` : `/works/${work.id}/files/${sound}`, text: page ? (place && place.part < 1 ? "Go on" : "Listen") : "Download", "aria-label": `${page ? "Listen to" : "Download"} ${work.title}`, onclick: () => lendPlace(work) }),
          make("button", { type: "button", className: "keep", text: "Download", "aria-label": `Download ${work.title}`, "aria-expanded": String(wasOpen), onclick: (event) => {
            const list = row.querySelector(".files");
            list.hidden = !list.hidden;
            event.currentTarget.setAttribute("aria-expanded", String(!list.hidden));
          } }),
          make("button", { type: "button", className: "remove", text: "Remove", "aria-label": `Remove ${work.title}`, onclick: () => removal(work, false) }),
        ] }),
        make("ul", { className: "files", hidden: !wasOpen, children: KEPT.filter(([kind]) => work.kinds.includes(kind)).map(([kind, name]) =>
          make("li", { children: [make("a", { className: "button", href: `/works/${work.id}/files/${kind}`, download: "", text: name })] })) }),
      ] }),
    );
    if (held) row.querySelector(`.${held}`)?.focus();
  }

  function removal(work, cancels) {
    const go = () => trying(() => ask(`/works/${work.id}`, { method: "DELETE" }));
    if (cancels) { go(); return; }
    const sure = element("sure");
    element("sure-what").textContent = `“${work.title}” and all of its files will be gone.`;
    sure.returnValue = "";
    sure.onclose = () => { if (sure.returnValue === "yes") { go(); element("shelf-title").focus(); } };
    sure.showModal();
  }

  // The place reached. The read-along page remembers it in this browser; the server remembers it for all of them.
  const own = (work) => `narrate:${work.page_id}`, told = (work) => `narrate:told:${work.page_id}`;
  function syncPlace(work) {
    if (work.state !== "done" || !work.page_id) return;
    const here = memory.read(own(work));
    if (here === null || here === memory.read(told(work)) || Number(here) === work.place_ms) return;
    memory.write(told(work), here);
    ask(`/works/${work.id}/place`, asJson("PUT", { ms: Math.round(Number(here)) || 0 })).catch(() => memory.write(told(work), ""));
  }
  function lendPlace(work) {
    if (work.place_ms) { memory.write(own(work), String(work.place_ms)); memory.write(told(work), String(work.place_ms)); }
  }
  addEventListener("pageshow", (event) => { if (event.persisted) for (const work of works.values()) syncPlace(work); });
  addEventListener("storage", (event) => { for (const work of works.values()) if (event.key === own(work)) syncPlace(work); });

  // Listening while it is made. The sound is a stream that begins with a passage; its times are those of the passage on.
  let listening = null;
  const lamps = globalThis.Highlight && CSS.highlights ? { sentence: new Highlight(), word: new Highlight() } : null;
  if (lamps) {
    lamps.word.priority = 1;
    for (const name of Object.keys(lamps)) CSS.highlights.set(name, lamps[name]);
  }

  function listenTo(work, { play = false } = {}) {
    stopListening();
    listening = { id: work.id, play, starts: [], cues: [], passages: [], first: 0, of: null, delay_ms: 0, begun: false, cue: -1, word: -1 };
    element("live-title").textContent = work.title || "A text";
    reading.replaceChildren();
    live.hidden = false;
    live.scrollIntoView({ block: "nearest" });
    say("The voice is getting ready…", false, element("live-status"));
    followWork();
  }
  function stopListening() {
    if (!listening) return;
    clearTimeout(listening.timer);
    listening = null;
    audio.pause();
    audio.removeAttribute("src");
    audio.load();
    lamps?.sentence.clear();
    lamps?.word.clear();
    live.hidden = true;
  }
  element("live-close").addEventListener("click", () => { stopListening(); text.focus(); });

  // Whether the work that is listened to can be heard now, or is finished, or gone.
  function followWork() {
    const now = listening, work = works.get(now.id);
    if (!work) { if (now.known) stopListening(); return; }
    now.known = true;
    element("live-title").textContent = work.title;
    const place = element("live-status");
    if (work.live && !now.begun) { now.begun = true; open(now); }
    else if (work.state === "failed") say([work.problem, work.remedy].join(" "), true, place);
    else if (work.state === "queued") say("It waits for others to be finished.", false, place);
    if (work.state === "done" && !now.done) {
      now.done = true;
      place.replaceChildren("It is finished. ", make("a", { href: `/works/${work.id}/read-along`, text: "Open it from the shelf", onclick: () => keepPlace(now, work) }), ", where every word can be clicked.");
      if (!now.begun) stopListening();
    }
  }
  function keepPlace(now, work) {
    if (now.start !== undefined && work.page_id) memory.write(own(work), String(Math.round(time())));
  }

  async function open(now) {
    const printed = await trying(() => ask(`/works/${now.id}/text`), element("live-status"));
    if (!printed || listening !== now) return;
    const TAGS = { heading: "h3", quote: "blockquote", break: "hr" };
    reading.lang = printed.language || "";
    reading.replaceChildren(...printed.paragraphs.map((one) => {
      const made = make(TAGS[one.kind] ?? "p", { className: one.kind === "code" ? "code" : "", dir: "auto" });
      if (one.kind !== "break") made.textContent = one.text;
      if (one.language && one.language !== printed.language) made.lang = one.language;
      return made;
    }));
    begin(now, 0);
    gather(now);
  }
  function begin(now, first) {
    now.first = first;
    now.cue = now.word = -1;
    audio.src = `/works/${now.id}/live.mp3?from=${first}`;
    if (!now.play && !first) return;
    audio.play().then(() => say("", false, element("live-status")), (error) => {
      if (listening === now && error.name === "NotAllowedError") say("Press play to listen.", false, element("live-status"));
    });
  }

  async function gather(now) {
    if (listening !== now) return;
    const found = await trying(() => ask(`/works/${now.id}/times?after=${now.starts.length}`), element("live-status"));
    if (listening !== now || !found) return;
    now.of = found.of;
    now.delay_ms = found.delay_ms;
    for (const [start, cues] of found.passages) {
      for (const cue of cues) { now.cues.push(cue); now.passages.push(now.starts.length); reading.children[cue[0]]?.classList.add("spoken"); }
      now.starts.push(start);
    }
    if (now.starts.length < now.of) now.timer = setTimeout(() => gather(now), found.passages.length ? 50 : LOOK_MS);
  }

  const time = () => Math.max(0, audio.currentTime * 1000 - listening.delay_ms) + (listening.starts[listening.first] ?? 0);
  function last(count, key, value) {
    let low = 0, high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (key(middle) <= value) low = middle + 1; else high = middle;
    }
    return low - 1;
  }
  function wordsOf([, from, , start, flat]) {
    const words = [];
    let at = from, ms = start;
    for (let index = 0; flat && index < flat.length; index += 3) {
      at += flat[index];
      ms += flat[index + 2];
      words.push([at, at + flat[index + 1], ms]);
      at += flat[index + 1];
    }
    return words;
  }
  function rangeOf(paragraph, start, end) {
    const node = reading.children[paragraph]?.firstChild;
    if (!node) return null;
    const range = new Range();
    range.setStart(node, Math.min(start, node.length));
    range.setEnd(node, Math.min(end, node.length));
    return range;
  }
  function show() {
    const now = listening;
    if (!now || !lamps || !now.cues.length) return;
    const ms = time() + EARLY_MS;
    const index = last(now.cues.length, (at) => now.cues[at][3], ms);
    const cue = now.cues[index];
    if (!cue) return;
    if (index !== now.cue) {
      now.cue = index;
      now.word = -1;
      now.words = wordsOf(cue);
      lamps.sentence.clear();
      lamps.word.clear();
      const range = rangeOf(cue[0], cue[1], cue[2]);
      if (range) { lamps.sentence.add(range); keepInSight(range); }
    }
    const word = last(now.words.length, (at) => now.words[at][2], ms);
    if (word !== now.word) {
      now.word = word;
      lamps.word.clear();
      const range = word < 0 ? null : rangeOf(cue[0], now.words[word][0], now.words[word][1]);
      if (range) lamps.word.add(range);
    }
  }
  let scrolled = -Infinity;
  for (const name of ["wheel", "touchmove", "keydown"]) reading.addEventListener(name, () => { scrolled = performance.now(); }, { passive: true });
  function keepInSight(range) {
    if (performance.now() - scrolled < 6000) return;
    const box = range.getBoundingClientRect(), frame = reading.getBoundingClientRect();
    if (box.top >= frame.top + 20 && box.bottom <= frame.bottom - 30) return;
    reading.scrollBy({ top: box.top - frame.top - frame.height * 0.25, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
  }
  function frame() { show(); if (!audio.paused) requestAnimationFrame(frame); }
  audio.addEventListener("playing", () => { sample.pause(); requestAnimationFrame(frame); });
  audio.addEventListener("timeupdate", show);
  reading.addEventListener("click", (event) => {
    const at = [...reading.children].indexOf(event.target.closest("#reading > *"));
    const cue = listening?.cues.findIndex((one) => one[0] === at) ?? -1;
    if (cue >= 0 && !getSelection().toString()) begin(listening, listening.passages[cue]);
  });

  // News. A page out of sight listens to none, so that many of them take no connections from each other.
  let news = null;
  function hear() {
    if (news) return;
    news = new EventSource("/events");
    news.onmessage = (event) => { learn(JSON.parse(event.data)); document.body.dataset.ready = ""; };
    news.onerror = () => { if (news?.readyState === EventSource.CLOSED) { news = null; setTimeout(hear, 2000); } };
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") hear();
    else if (audio.paused) { news?.close(); news = null; }
  });

  speed.value = memory.read("narrate:speed") ?? "1";
  element("audition").disabled = true;
  hear();
  takeShared();
  trying(fillVoices);
  trying(async () => {
    const { feed } = await ask("/facts");
    element("feed").hidden = !feed;
    element("feed-url").textContent = feed;
  });
})();
