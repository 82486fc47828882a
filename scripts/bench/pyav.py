"""Seeks frames with PyAV, as a script would: python3 pyav.py FILE HEIGHT INDEX... prints JSON.

Listing the packets' times comes first and is not part of the milliseconds.
"""

import json
import sys
import time

import av

file, height, *indices = sys.argv[1:]
with av.open(file) as container:
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    packets = [(p.pts, p.is_keyframe) for p in container.demux(stream) if p.pts is not None]
    order = sorted(pts for pts, _ in packets)
    place = {pts: at for at, (pts, _) in enumerate(packets)}
    width = 2 * round(stream.width * int(height) / stream.height / 2)
    times, floor = [], 0
    started = time.perf_counter()
    for index in map(int, indices):
        target = order[index]
        container.seek(target, stream=stream)
        for frame in container.decode(stream):
            if frame.pts >= target:
                frame.reformat(width, int(height), format="rgb24").to_ndarray()
                times.append(float(frame.pts * stream.time_base))
                break
    took = time.perf_counter() - started
    for index in map(int, indices):
        at = place[order[index]]
        key = max(i for i, (pts, is_key) in enumerate(packets[: at + 1]) if is_key)
        floor += at - key + 1
print(json.dumps({"ms": took * 1000, "times": times, "packets": floor, "version": av.__version__}))
