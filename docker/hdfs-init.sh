#!/usr/bin/env bash
# Makes the lab's folders in HDFS and gives them to the user who will write them.
set -eu
hdfs dfs -mkdir -p /faces /checkpoints
hdfs dfs -chown "$LAB_USER" /faces /checkpoints
