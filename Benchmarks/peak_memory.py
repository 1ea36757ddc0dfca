#!/usr/bin/env python3
"""Runs a command and prints its peak memory. usage: peak_memory.py COMMAND..."""
import resource
import subprocess
import sys

out = subprocess.run(sys.argv[1:], capture_output=True, text=True, check=True).stdout
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(out.splitlines()[0])
print(f"peak memory {peak:.0f} MB")
