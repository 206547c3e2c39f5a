"""A cluster of workers that are all on this machine."""

import json
import socket


def cluster(count: int = 2) -> list[dict[str, str]]:
    """The environment of each worker: `TF_CONFIG`, with ports that were free a moment ago."""
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    addresses = [f"127.0.0.1:{each.getsockname()[1]}" for each in listening]
    for each in listening:
        each.close()
    tasks = [{"type": "worker", "index": index} for index in range(count)]
    return [
        {"TF_CONFIG": json.dumps({"cluster": {"worker": addresses}, "task": task})}
        for task in tasks
    ]
