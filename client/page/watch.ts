// Stands inside each page, in words that every browser with JavaScript understands: says what keeps boot.js, and with it
// Python, from starting. boot.js reports for duty with watch.booted(), and says by watch.say what stops it later.
var watch = (function () {
  "use strict";
  var LONGEST = 20000; // ms until boot.js must run
  var ANEW = 30000; // ms that fetching everything anew may take
  var kept = null; // what #waking says by itself, while something else stands there
  var heard = ""; // what the browser has reported
  var running = false;

  function place() {
    return document.getElementById("waking");
  }

  function put(words, button) {
    var waking = place();
    if (!kept) {
      kept = document.createDocumentFragment();
      while (waking.firstChild) kept.appendChild(waking.firstChild);
    }
    waking.textContent = words + " ";
    if (button) waking.appendChild(button);
    waking.hidden = false;
    document.documentElement.classList.remove("hl-resting"); // a telephone hides it until it is touched
    if (window.performance && performance.mark) performance.mark("book:asleep");
  }

  function say(problem) {
    // The last line of a traceback names the error.
    var reason = String(problem).replace(/[.\s]+$/, "").split("\n").pop();
    var again = document.createElement("button");
    again.textContent = "Try again";
    again.onclick = function () {
      again.disabled = true;
      again.textContent = "Fetching everything anew …";
      fetchAnew(function () {
        location.reload();
      });
    };
    put("Python could not start in this browser, so the controls stay asleep; the text is all here. (" + reason + ".)", again);
  }

  /** What the start needs, past all caches: one of them may hold what a filter or a broken line has left there. */
  function fetchAnew(then) {
    var addresses = [];
    var left = 1;
    var done = function () {
      left -= 1;
      if (left === 0) then();
    };
    try {
      addresses = site.files.map(function (name) {
        return site.root + name;
      });
      performance.getEntriesByType("resource").forEach(function (entry) {
        if (entry.name.indexOf(site.root + "assets/") === 0 && addresses.indexOf(entry.name) < 0) addresses.push(entry.name);
      });
      left += addresses.length;
      addresses.forEach(function (address) {
        fetch(address, { cache: "reload" }).then(function (answer) { return answer.arrayBuffer(); }).then(done, done);
      });
      setTimeout(function () {
        left = 1;
        done();
      }, ANEW);
    } catch (error) {
      left = 1; // an old browser
    }
    done();
  }

  function name(address) {
    return String(address).split(/[?#]/)[0].split("/").pop();
  }

  function look() {
    if (running || !place()) return;
    if (location.protocol === "file:") {
      put(
        "This page was opened from a folder of this machine, and browsers run no Python there, so the controls stay asleep; " +
          "the text is all here. To wake them, run “python -m http.server” in the folder of the book's first index.html, and open " +
          "http://localhost:8000 in the browser."
      );
    } else if (!("noModule" in document.createElement("script"))) {
      say("This browser is too old for it; a newer Firefox, Chrome, Edge or Safari is not");
    } else if (heard) say(heard);
  }

  function isBoot(address) {
    return /^boot-\w+\.js$/.test(name(address));
  }

  window.addEventListener(
    "error",
    function (event) {
      if (event.target && event.target.src && isBoot(event.target.src)) {
        heard = "The file " + name(event.target.src) + " could not be fetched: a network filter or an extension of the browser may keep it back";
      } else if (event.message && isBoot(event.filename)) {
        heard =
          "The browser does not understand " + name(event.filename) + ": it is too old, or the file was changed on the way by a network filter (" +
          event.message + ")";
      }
      if (document.readyState !== "loading") look();
    },
    true
  );
  document.addEventListener("DOMContentLoaded", look);
  setTimeout(function () {
    heard = heard || "The program of this page has not come within 20 seconds: the line may be very slow, or a network filter may keep it back";
    look();
  }, LONGEST);

  return {
    say: say,
    /** boot.js runs, be it late. */
    booted: function () {
      running = true;
      if (!kept) return;
      performance.clearMarks("book:asleep");
      place().textContent = "";
      place().appendChild(kept);
      kept = null;
    },
  };
})();
