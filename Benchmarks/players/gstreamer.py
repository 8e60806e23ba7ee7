"""Plays a URL by GStreamer's C library, since gst-launch can neither seek nor pause; prints what was heard, as JSON.

  gstreamer.py URL [--parsed] [--seek SECONDS] [--pause SECONDS]

With --parsed it is taken apart to its frames and not decoded, which needs no decoder for AAC.
"""

import argparse
import ctypes
import json
import sys
import time

SECOND = 1_000_000_000
PAUSED, PLAYING, NULL = 3, 4, 1
TIME = 3
FLUSH_TO_KEY_UNIT = 1 | 4
ERROR, END = 1 << 1, 1 << 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--parsed", action="store_true")
    parser.add_argument("--seek", type=int)
    parser.add_argument("--pause", type=int)
    options = parser.parse_args()
    gst = ctypes.CDLL("libgstreamer-1.0.so.0")
    for name in ("gst_parse_launch", "gst_element_get_bus", "gst_bus_timed_pop_filtered", "gst_message_get_structure",
                 "gst_structure_to_string"):  # fmt: skip
        getattr(gst, name).restype = ctypes.c_void_p
    gst.gst_init(None, None)
    # As fast as it decodes.
    text = f'playbin uri="{options.url}" audio-sink="fakesink sync=false" video-sink=fakesink'
    if options.parsed:
        text = f'uridecodebin uri="{options.url}" caps="audio/mpeg" ! fakesink sync=false'
    pipeline = ctypes.c_void_p(gst.gst_parse_launch(text.encode(), None))
    bus = ctypes.c_void_p(gst.gst_element_get_bus(pipeline))

    def position():
        now = ctypes.c_int64(-1)
        gst.gst_element_query_position(pipeline, TIME, ctypes.byref(now))
        return now.value / SECOND

    def message(kinds, seconds):
        found = gst.gst_bus_timed_pop_filtered(bus, ctypes.c_uint64(int(seconds * SECOND)), kinds)
        if not found:
            return None
        structure = ctypes.c_void_p(gst.gst_message_get_structure(ctypes.c_void_p(found)))
        said = ctypes.cast(gst.gst_structure_to_string(structure), ctypes.c_char_p).value if structure else b""
        return said.decode(errors="replace")

    gst.gst_element_set_state(pipeline, PAUSED)
    # Until the first sound is there, or an error is.
    if gst.gst_element_get_state(pipeline, None, None, ctypes.c_uint64(60 * SECOND)) != 1:
        print(json.dumps({"error": message(ERROR, 1) or "no sound"}))
        return 0
    start = 0.0
    if options.seek is not None:
        accepted = gst.gst_element_seek_simple(
            pipeline, TIME, FLUSH_TO_KEY_UNIT, ctypes.c_int64(options.seek * SECOND)
        )
        gst.gst_element_get_state(pipeline, None, None, ctypes.c_uint64(60 * SECOND))
        start = position()
        if not accepted:
            print(json.dumps({"error": "the seek was refused"}))
            return 0
    if options.pause:
        time.sleep(options.pause)
    gst.gst_element_set_state(pipeline, PLAYING)
    said = message(ERROR | END, 200)
    end = position()
    gst.gst_element_set_state(pipeline, NULL)
    wrong = "no end" if said is None else said if "error" in said.lower() else None
    print(json.dumps({"error": wrong} if wrong else {"heard": round(end - start, 1)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
