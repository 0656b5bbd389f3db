#!/usr/bin/env bash
# Makes the lab's folders in HDFS and gives them, with what is in them, to the user who will write them.
set -eu
folders=(/checkpoints)
case "$LAB_ROOT" in
  hdfs://namenode:8020/?* | hdfs://namenode/?*) folders+=("/${LAB_ROOT#hdfs://*/}") ;;
  *) echo "HDFS_ROOT $LAB_ROOT is no folder of this lab's HDFS (hdfs://namenode:8020/…): it is left as it is" ;;
esac
hdfs dfs -mkdir -p "${folders[@]}"
hdfs dfs -chown -R "$LAB_USER" "${folders[@]}"
