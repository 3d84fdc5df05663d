#!/bin/sh
# Spark needs Java 17. CI images of Debian come without it: install it there, where nobody is asked. Elsewhere say what to do.
set -eu
if command -v java >/dev/null 2>&1; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; then
  echo 'Installing openjdk-17-jre-headless for the Databricks test engine.' >&2
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >&2
  exit 0
fi
echo 'The Databricks test engine runs on Spark, which needs Java 17: install it so that `java` is on the PATH, then run this again.' >&2
exit 1
