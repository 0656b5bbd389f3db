#!/usr/bin/env bash
# Makes the lab's folders in HDFS and gives them, with what is in them, to the user who will write them.
set -eu
folders=(/checkpoints)
case "$LAB_ROOT" in
  "$LAB_HDFS"/?*) folders+=("${LAB_ROOT#"$LAB_HDFS"}") ;; # any other root belongs to somebody else
esac
hdfs dfs -mkdir -p "${folders[@]}"
hdfs dfs -chown -R "$LAB_USER" "${folders[@]}"
