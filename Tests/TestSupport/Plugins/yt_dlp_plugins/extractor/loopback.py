"""Answers for YouTube on loopback, so that tests can run the real yt-dlp without a network.

YTMPD_LOOPBACK_ANSWERS names a JSON file:

    {"videos": {ID: {"formats": [...], "title": ..., "error": ..., ...}},
     "playlists": {ID: {"title": ..., "entries": [{"id": ..., "title": ...}], "error": ...}},
     "searches": {WORDS: [{"id": ..., "title": ...}]}}

A playlist may have "failure" (raised after its entries), "warning" (reported after them) and "tabs" (playlists
within, each listed in full, as a channel has them) beside its entries; an entry may have "delay" (seconds before
it) and "url" (it is a playlist that is not listed here).

A video may have, besides the keys of yt-dlp's own info dictionary: "error" (raised), "warning" (reported),
"delay" (seconds before the answer), "child" (true: a helper process that never ends is started first), "noise"
(bytes to say on standard error), "probe" (a URL whose first byte yt-dlp has to get, as it would a page) and "signal"
(its number: yt-dlp ends itself with it). With "player", a player response
as YouTube sends it, yt-dlp's own code makes the answer, or the refusal.
YTMPD_LOOPBACK_LOG names the file that gets one line of JSON for each question.
"""

import json
import os
import subprocess
import sys
import time

from yt_dlp.extractor.youtube import YoutubeIE, YoutubeSearchIE, YoutubeTabIE
from yt_dlp.extractor.youtube import _video as youtube
from yt_dlp.utils import ExtractorError, parse_qs

OWN_KEYS = ('child', 'delay', 'error', 'noise', 'probe', 'signal', 'warning')


def answer(kind, key):
    with open(os.environ['YTMPD_LOOPBACK_ANSWERS'], encoding='utf-8') as file:
        return json.load(file).get(kind, {}).get(key)


def note(**facts):
    line = json.dumps({**facts, 'pid': os.getpid(), 'arguments': sys.argv[1:]}) + '\n'
    with open(os.environ['YTMPD_LOOPBACK_LOG'], 'ab', buffering=0) as file:
        file.write(line.encode())


def behave(extractor, key, script):
    """Logs the question, then does what the answer wants done before it is given."""
    child = None
    if script and script.get('child'):
        child = subprocess.Popen(['sleep', '600']).pid
    note(id=key, child=child)
    if script is None:
        raise ExtractorError('Video unavailable', expected=True)
    if script.get('warning'):
        extractor.report_warning(script['warning'])
    time.sleep(script.get('delay', 0))
    if script.get('noise'):
        sys.stderr.write('[debug] much to say about little\n' * (script['noise'] // 33))
        sys.stderr.flush()
    if script.get('signal'):
        os.kill(os.getpid(), script['signal'])
    if script.get('error'):
        raise ExtractorError(script['error'], expected=True)


class LoopbackYoutubeIE(YoutubeIE, plugin_name='loopback'):
    def _real_extract(self, url):
        video_id = self._match_id(url)
        script = answer('videos', video_id)
        behave(self, video_id, script)
        if script.get('probe'):
            self._request_webpage(script['probe'], video_id, headers={'Range': 'bytes=0-0'})
        if script.get('player'):
            self._player = script['player']
            return super()._real_extract(url)
        info = {key: value for key, value in script.items() if key not in OWN_KEYS}
        return {'title': video_id, **info, 'id': video_id}

    def _initial_extract(self, url, smuggled_data, webpage_url, webpage_client, video_id):
        self._player.get('streamingData', {}).update({
            youtube.STREAMING_DATA_CLIENT_NAME: 'visionos',
            youtube.STREAMING_DATA_FETCH_GVS_PO_TOKEN: lambda required=False: None,
            youtube.STREAMING_DATA_IS_PREMIUM_SUBSCRIBER: False,
            youtube.STREAMING_DATA_PLAYER_TOKEN_PROVIDED: False,
            youtube.STREAMING_DATA_AVAILABLE_AT_TIMESTAMP: None,
        })
        return None, self._get_default_ytcfg('web'), {}, False, [self._player], None


def listed(extractor, entries):
    for entry in entries:
        facts = {key: value for key, value in entry.items() if key not in ('id', 'delay', 'url')}
        time.sleep(entry.get('delay', 0))
        if 'url' in entry:
            yield extractor.url_result(entry['url'], ie=YoutubeTabIE, video_id=entry['id'], **facts)
        else:
            yield extractor.url_result(
                f'https://www.youtube.com/watch?v={entry["id"]}', ie=YoutubeIE, video_id=entry['id'], **facts)


class LoopbackYoutubeTabIE(YoutubeTabIE, plugin_name='loopback'):
    def _real_extract(self, url):
        playlist_id = parse_qs(url).get('list', [self._match_id(url)])[0]
        script = answer('playlists', playlist_id)
        behave(self, playlist_id, {**script, 'warning': None} if script else None)
        tabs = script.get('tabs')
        if tabs:
            # A playlist whose page is one that was read already would be skipped.
            lists = [
                {**self._listed(tab, tab.get('title'), tab.get('title')), 'extractor': self.IE_NAME,
                 'extractor_key': YoutubeTabIE.ie_key(), 'webpage_url': f'{url}/tab{number}'}
                for number, tab in enumerate(tabs)]
            return self.playlist_result(lists, playlist_id, script.get('title'))
        return self._listed(script, playlist_id, script.get('title'))

    def _listed(self, script, playlist_id, title):
        return self.playlist_result(
            self._entries_of(script), playlist_id, title, playlist_count=len(script['entries']))

    def _entries_of(self, script):
        yield from listed(self, script['entries'])
        if script.get('warning'):
            self.report_warning(script['warning'])
        if script.get('failure'):
            raise ExtractorError(script['failure'], expected=True)


class LoopbackYoutubeSearchIE(YoutubeSearchIE, plugin_name='loopback'):
    def _search_results(self, query):
        note(id=query, child=None)
        yield from listed(self, answer('searches', query) or [])
