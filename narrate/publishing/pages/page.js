"use strict";
(() => {
  // Times are in milliseconds of the sound, offsets in UTF-16 units of a paragraph, as the browser counts both.
  // A cue is [paragraph, start, end, time, words]; its words are [gap, length, wait] each, one after the other: how far
  // a word begins after the end of the one before it (the first: after the cue's start), and how much later it sounds.
  const element = (id) => document.getElementById(id);
  // Speakers are [name, cues], the cues by their numbers.
  const { id, length, cues, marks, speakers = [] } = JSON.parse(element("timeline").textContent);
  const [audio, main, player, play, place, chapter] = ["audio", "text", "player", "play", "place", "chapter"].map(element);
  const root = document.documentElement;
  const times = cues.map((cue) => cue[3]);
  const EARLY_MS = 8; // a player that was sent to the start of a word may say it is a little before
  const SAVE_MS = 5000;

  // Memory. A browser may refuse it, to a file or altogether.
  const memory = {
    read(key) { try { return localStorage.getItem(key); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, value); } catch { /* then it is not remembered */ } },
  };
  const placeKey = `narrate:${id}`;

  // Where: the last of some sorted numbers that is not after a value, or -1.
  function last(numbers, value) {
    let low = 0, high = numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle] <= value) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  // Whose speech a cue is, where the cast has a name.
  const voices = new Map(speakers.flatMap(([name, own]) => own.map((index) => [index, name])));
  element("speech").hidden = !speakers.length;
  function name(index) {
    const speaker = voices.get(index) ?? "";
    element("speaker").textContent = speaker;
    element("speech").toggleAttribute("data-silent", !speaker);
  }

  // The cues of every paragraph, by their offsets.
  const told = new Map();
  cues.forEach(([paragraph, start], index) => {
    const own = told.get(paragraph) ?? told.set(paragraph, { starts: [], indexes: [] }).get(paragraph);
    own.starts.push(start);
    own.indexes.push(index);
  });

  function wordsOf(cue) {
    const words = { starts: [], ends: [], times: [] };
    let [, at, , time, flat] = cue;
    for (let index = 0; flat && index < flat.length; index += 3) {
      words.starts.push((at += flat[index]));
      words.ends.push((at += flat[index + 1]));
      words.times.push((time += flat[index + 2]));
    }
    return words;
  }

  // The text node that holds an offset of a paragraph. A table's cells say where they begin (data-at); a browser may
  // cut a very long text into several nodes.
  function point(paragraph, offset, isEnd) {
    let holder = element(`p${paragraph}`);
    if (!holder) return null;
    let left = offset;
    for (const cell of holder.querySelectorAll("[data-at]")) {
      const at = Number(cell.dataset.at);
      if (at < offset || (at === offset && !isEnd)) { holder = cell; left = offset - at; }
    }
    let node = holder.firstChild;
    while (node?.nextSibling && left > node.length) { left -= node.length; node = node.nextSibling; }
    return node && [node, Math.min(left, node.length)];
  }

  function rangeOf(paragraph, start, end) {
    const from = point(paragraph, start, false), to = point(paragraph, end, true);
    if (!from || !to) return null;
    const range = new Range();
    range.setStart(...from);
    range.setEnd(...to);
    return range;
  }

  // Light: ranges, no elements, so that a whole book stays plain text. An older browser has its paragraph lit.
  const lamps = globalThis.Highlight && CSS.highlights ? { sentence: new Highlight(), word: new Highlight() } : null;
  if (lamps) {
    lamps.word.priority = 1;
    for (const name of Object.keys(lamps)) CSS.highlights.set(name, lamps[name]);
  }
  const shown = { cue: -1, word: -1, words: null, sentence: null, range: null, mark: -1 };

  function light(cue) {
    if (!lamps) {
      document.querySelector(".spoken")?.classList.remove("spoken");
      if (cue) element(`p${cue[0]}`)?.classList.add("spoken");
      return;
    }
    lamps.sentence.clear();
    lamps.word.clear();
    if (shown.sentence) lamps.sentence.add(shown.sentence);
  }

  function show(force) {
    const now = time() + EARLY_MS;
    const index = last(times, now);
    const cue = cues[index];
    const moved = index !== shown.cue;
    if (moved) {
      Object.assign(shown, { cue: index, word: -1, words: cue && wordsOf(cue), range: null });
      shown.sentence = cue ? rangeOf(cue[0], cue[1], cue[2]) : null;
      light(cue);
      name(index);
    }
    const word = cue ? last(shown.words.times, now) : -1;
    if (word !== shown.word) {
      shown.word = word;
      shown.range = word < 0 ? null : rangeOf(cue[0], shown.words.starts[word], shown.words.ends[word]);
      lamps?.word.clear();
      if (shown.range) lamps?.word.add(shown.range);
    } else if (!moved && !force) return;
    follow(force);
  }

  // Following: the spoken line is kept in sight, until the reader scrolls.
  const following = { on: true, ours: 0 };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  function follow(force) {
    if (!following.on) return;
    const box = (shown.range ?? shown.sentence)?.getClientRects()[0];
    const high = innerHeight, low = player.offsetHeight;
    if (!box || (!force && box.top > high * 0.06 && box.bottom < (high - low) * 0.85)) return;
    const by = box.top - (high - low) * 0.28;
    if (Math.abs(by) < 4) return;
    const far = Math.abs(by) > 2 * high;
    following.ours = performance.now() + (far || calm.matches ? 150 : 1200);
    scrollBy({ top: by, behavior: far || calm.matches ? "instant" : "smooth" });
  }

  function setFollowing(on) {
    following.on = on;
    element("follow").hidden = on;
    if (on) follow(true);
  }

  const readerScrolls = () => { if (following.on && shown.sentence) setFollowing(false); };
  addEventListener("scroll", () => { if (performance.now() > following.ours) readerScrolls(); }, { passive: true });
  addEventListener("scrollend", () => { following.ours = Math.min(following.ours, performance.now() + 100); });
  addEventListener("wheel", (event) => { if (event.deltaY && !event.ctrlKey) readerScrolls(); }, { passive: true });
  addEventListener("touchmove", (event) => { if (!player.contains(event.target)) readerScrolls(); }, { passive: true });
  addEventListener("resize", () => { following.ours = performance.now() + 400; follow(true); });
  element("follow").addEventListener("click", () => setFollowing(true));

  // Time.
  let wanted = null; // where to go once the sound is there
  const time = () => wanted ?? audio.currentTime * 1000;

  function clock(ms) {
    const s = Math.floor(ms / 1000), pad = (value) => String(value).padStart(2, "0");
    const [hours, minutes, seconds] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60];
    return hours ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
  }

  function spell(ms) {
    const s = Math.floor(ms / 1000);
    const parts = [[Math.floor(s / 3600), "hour"], [Math.floor(s / 60) % 60, "minute"], [s % 60, "second"]];
    return parts.filter(([count], at) => count || at === 2).map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`).join(" ");
  }

  let clocked = -1;
  function tell() {
    const s = Math.floor(time() / 1000);
    if (s === clocked) return;
    clocked = s;
    element("now").textContent = clock(time());
    place.value = s;
    place.setAttribute("aria-valuetext", `${spell(time())} of ${spell(length)}`);
    const mark = last(marks, time() + EARLY_MS);
    if (mark !== shown.mark) {
      shown.mark = mark;
      if (mark >= 0) chapter.selectedIndex = mark;
      describe();
    }
  }

  function go(ms, { start = false } = {}) {
    const target = Math.min(Math.max(ms, 0), length);
    if (audio.readyState) audio.currentTime = target / 1000; else wanted = target;
    clocked = -1;
    setFollowing(true);
    tell();
    show(true);
    save();
    if (start) begin();
  }

  // Steps: to the start of this sentence or word, or of the one before where it has only begun.
  const BEGUN_MS = 1200;
  function stepSentence(by) {
    const now = time() + EARLY_MS;
    const at = last(times, now);
    const again = by < 0 && at >= 0 && now - times[at] > BEGUN_MS;
    go(times[Math.min(Math.max(again ? at : at + by, 0), times.length - 1)] ?? 0);
  }

  function stepWord(by) {
    show(false);
    let cue = shown.cue, word = shown.word + by;
    if (!shown.words?.times.length) return stepSentence(by);
    if (word < 0 || word >= shown.words.times.length) {
      cue += by;
      if (!cues[cue]) return;
      const words = wordsOf(cues[cue]);
      go((by < 0 ? words.times.at(-1) : words.times[0]) ?? times[cue]);
    } else go(shown.words.times[word]);
  }

  // The sound: in a file beside the page, or in it, as base64 in pieces.
  function bytes(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const raw = atob(text);
    const made = new Uint8Array(raw.length);
    for (let index = 0; index < raw.length; index += 1) made[index] = raw.charCodeAt(index);
    return made;
  }

  async function load() {
    const pieces = [];
    for (const piece of document.querySelectorAll("script.sound")) {
      pieces.push(new Blob([bytes(piece.textContent)]));
      piece.remove();
      await new Promise((done) => { setTimeout(done); }); // the page stays at the reader's service
    }
    if (pieces.length) audio.src = URL.createObjectURL(new Blob(pieces, { type: audio.dataset.type }));
  }
  const loaded = new Promise((done) => { addEventListener("DOMContentLoaded", done); }).then(load);
  const refusals = { AbortError: "", NotAllowedError: "Press play once more." }; // a pause, and a wait that was too long

  async function begin() {
    play.setAttribute("aria-busy", "true");
    const wait = setTimeout(() => say("The sound is being read…"), 700);
    await loaded;
    clearTimeout(wait);
    try { await audio.play(); } catch (error) { say(refusals[error.name] ?? "The sound cannot be played here."); }
    play.removeAttribute("aria-busy");
  }

  const toggle = () => { if (audio.paused) { setFollowing(true); begin(); } else audio.pause(); };

  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) audio.currentTime = wanted / 1000;
    wanted = null;
  });
  audio.addEventListener("error", () => {
    say(audio.dataset.name ? `The sound, “${audio.dataset.name}”, must lie beside this page.` : "The sound cannot be played here.");
  });
  for (const name of ["play", "pause", "ended"]) {
    audio.addEventListener(name, () => {
      const on = !audio.paused;
      play.toggleAttribute("data-playing", on);
      play.setAttribute("aria-label", on ? "Pause" : "Play");
      save();
      if (on) requestAnimationFrame(frame);
    });
  }
  function frame() {
    show(false);
    tell();
    if (!audio.paused) requestAnimationFrame(frame);
  }
  // Frames stop in a window out of sight; these do not.
  audio.addEventListener("timeupdate", () => { show(false); tell(); doze(); if (Date.now() - saved > SAVE_MS) save(); });
  audio.addEventListener("seeked", () => { show(false); tell(); });

  let saved = 0;
  function save() {
    saved = Date.now();
    if (time() > 0) memory.write(placeKey, String(Math.round(audio.ended ? 0 : time())));
  }
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", save);

  // Sleep.
  const sleep = { at: Infinity, mark: null };
  function doze() {
    const over = sleep.mark !== null && last(marks, time() + EARLY_MS) !== sleep.mark;
    if (performance.now() < sleep.at && !over) return;
    if (over && marks[sleep.mark + 1] !== undefined) audio.currentTime = marks[sleep.mark + 1] / 1000;
    audio.pause();
    setSleep("");
  }
  function setSleep(choice) {
    element("sleep").value = choice;
    sleep.at = Number(choice) ? performance.now() + Number(choice) * 60000 : Infinity;
    sleep.mark = choice === "chapter" ? last(marks, time() + EARLY_MS) : null;
  }
  element("sleep").addEventListener("change", (event) => setSleep(event.target.value));

  // Choices that are kept for every page of narrate's.
  const choices = {
    speed: (value) => { audio.defaultPlaybackRate = audio.playbackRate = Number(value); },
    size: (value) => { root.style.setProperty("--size", value); },
    face: (value) => { root.dataset.face = value; },
    theme: (value) => { root.dataset.theme = value; },
  };
  for (const [name, apply] of Object.entries(choices)) {
    const choice = element(name);
    const kept = memory.read(`narrate:${name}`);
    if ([...choice.options].some((option) => option.value === kept)) choice.value = kept;
    apply(choice.value);
    choice.addEventListener("change", () => {
      apply(choice.value);
      memory.write(`narrate:${name}`, choice.value);
      following.ours = performance.now() + 400;
      follow(true);
    });
  }

  // Hands: buttons, keys, a word clicked or tapped.
  play.addEventListener("click", toggle);
  element("back").addEventListener("click", () => stepSentence(-1));
  element("next").addEventListener("click", () => stepSentence(1));
  element("more").addEventListener("click", () => element("settings").showModal());
  chapter.addEventListener("change", () => go(marks[chapter.selectedIndex]));
  place.addEventListener("input", () => { element("now").textContent = clock(place.value * 1000); });
  place.addEventListener("change", () => go(place.value * 1000));

  document.addEventListener("keydown", (event) => {
    const { key, target, shiftKey } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || element("settings").open) return;
    if (target.matches("select, input") || (key === " " && target.matches("button, a, summary"))) return;
    const step = shiftKey ? stepWord : stepSentence;
    const backwards = getComputedStyle(main).direction === "rtl" ? 1 : -1;
    const does = {
      " ": () => { if (!event.repeat) toggle(); },
      ArrowLeft: () => step(backwards),
      ArrowRight: () => step(-backwards),
      Escape: () => setFollowing(true),
    }[key];
    if (!does) return;
    event.preventDefault();
    does();
  });

  function caret(x, y) {
    if (document.caretPositionFromPoint) {
      const found = document.caretPositionFromPoint(x, y);
      return found && [found.offsetNode, found.offset];
    }
    const found = document.caretRangeFromPoint?.(x, y);
    return found && [found.startContainer, found.startOffset];
  }

  main.addEventListener("click", (event) => {
    if (event.button || event.defaultPrevented || !getSelection().isCollapsed) return;
    const [node, offset] = caret(event.clientX, event.clientY) ?? [];
    const block = node?.parentElement?.closest('[id^="p"]');
    const own = block && told.get(Number(block.id.slice(1)));
    if (!own) return;
    let at = offset + Number(node.parentElement.closest("[data-at]")?.dataset.at ?? 0);
    for (let before = node.previousSibling; before; before = before.previousSibling) at += before.length ?? 0;
    const index = own.indexes[Math.max(last(own.starts, at), 0)];
    const words = wordsOf(cues[index]);
    go(words.times[Math.max(last(words.starts, at), 0)] ?? times[index], { start: true });
  });
  for (const paragraph of told.keys()) element(`p${paragraph}`)?.classList.add("heard");

  let hush = 0;
  function say(text) {
    const status = element("status");
    status.textContent = text;
    clearTimeout(hush);
    hush = setTimeout(() => { status.textContent = ""; }, 8000);
  }

  // The keys of a headset, and a phone's locked screen.
  const session = navigator.mediaSession;
  function describe() {
    if (!session || !globalThis.MediaMetadata) return;
    const label = chapter.options[shown.mark]?.text.trim();
    session.metadata = new MediaMetadata({ title: label || document.title, album: document.title });
  }
  const jump = (by) => go(marks[Math.min(Math.max(last(marks, time() + EARLY_MS) + by, 0), marks.length - 1)] ?? 0);
  const acts = { play: begin, pause: () => audio.pause(), seekbackward: () => stepSentence(-1), seekforward: () => stepSentence(1), previoustrack: () => jump(-1), nexttrack: () => jump(1) };
  for (const [name, act] of Object.entries(acts)) {
    try { session?.setActionHandler(name, act); } catch { /* one that this browser does not know */ }
  }

  history.scrollRestoration = "manual";
  element("length").textContent = clock(length);
  place.max = Math.floor(length / 1000);
  player.hidden = false;
  describe();
  const before = Number(memory.read(placeKey));
  if (before > 0 && before < length) go(before); else tell();
})();
