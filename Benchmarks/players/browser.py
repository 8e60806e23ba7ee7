"""A headless Chromium, told by its debugging pipe: a page of ours with an `<audio>`."""

import json
import os
import subprocess
import time

from .outcome import Outcome, near, until
from .programs import Player

_OPTIONS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--mute-audio", "--no-first-run", "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--remote-debugging-pipe",
]  # fmt: skip
_PLAYER = """
(() => { const audio = new Audio('URL'); window.audio = audio; audio.playbackRate = RATE;
  document.body.append(audio); audio.play().catch(() => {}); })()
"""


class Chromium(Player):
    name = "Chromium"

    def _page(self, song, rate, act):
        with _Browser(os.path.join(self.folder(song), "profile")) as browser:
            # A page of the relay's own, so that its audio is of the same origin.
            browser.open(self.stage.url + "/livez")
            browser.run(_PLAYER.replace("URL", f"/proxy/{song.id}.{song.kind.extension}").replace("RATE", str(rate)))
            return act(browser.value)

    def _to_the_end(self, value, seconds):
        until(lambda: value("audio.ended || audio.error !== null"), seconds + 60)
        if error := value("audio.error && audio.error.message"):
            return Outcome(False, error)
        return near(round(value("audio.currentTime"), 1), seconds)

    def play(self, song):
        return self._page(song, 4, lambda value: self._to_the_end(value, song.seconds))

    def seek(self, song):
        def act(value):
            until(lambda: value("audio.currentTime > 0.5 || audio.error !== null"))
            value("audio.currentTime = 20")
            time.sleep(1)
            landed = value("audio.currentTime")
            outcome = self._to_the_end(value, song.seconds)
            return Outcome(outcome.good and landed >= 20, f"at {landed} s, {outcome.note}")

        return self._page(song, 1, act)

    def pause(self, song):
        def act(value):
            until(lambda: value("audio.currentTime > 2 || audio.error !== null"))
            value("audio.pause()")
            time.sleep(self.pause_seconds)
            value("audio.playbackRate = 16")
            value("audio.play() && 1")
            return self._to_the_end(value, song.seconds)

        return self._page(song, 1, act)


class _Browser:
    """A browser with one page. Messages are JSON, each with a zero byte behind it."""

    def __init__(self, profile):
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()

        def place():
            # Where Chromium expects them; above all others first, so that neither is overwritten.
            high = [os.dup2(end, 100 + number) for number, end in enumerate((to_browser, from_browser))]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self._process = subprocess.Popen(
            ["chromium", *_OPTIONS, f"--user-data-dir={profile}", "about:blank"], preexec_fn=place, close_fds=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        os.close(to_browser)
        os.close(from_browser)
        self._number, self._unread, self._session = 0, b"", None
        pages = until(lambda: [each for each in self._targets() if each["type"] == "page"])
        self._session = self._ask("Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._out)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)

    def open(self, url):
        """Opens a page."""
        self._ask("Page.navigate", url=url)
        until(lambda: self.value("location.href + document.readyState") == url + "complete")

    def run(self, script):
        """Runs a script in the page."""
        return self._ask("Runtime.evaluate", expression=script, returnByValue=True)

    def value(self, script):
        """What a script in the page comes to."""
        return self.run(script).get("result", {}).get("value")

    def _targets(self):
        return self._ask("Target.getTargets").get("targetInfos", [])

    def _ask(self, method, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._unread:
                piece = os.read(self._in, 65536)
                if not piece:
                    raise RuntimeError("chromium is gone")
                self._unread += piece
            text, self._unread = self._unread.split(b"\0", 1)
            answer = json.loads(text)
            if answer.get("id") == self._number:
                return answer.get("result", {})
