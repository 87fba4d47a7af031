#!/bin/bash
# What may be slow: the first clone, and the package index's token.
HOME_FOLDER=/home/ec2-user/SageMaker
# shellcheck disable=SC1091 # written by project_values.py
. /opt/ds/values.sh

if [ -n "$DS_CLONE" ] && [ ! -e "$HOME_FOLDER/$(basename "$DS_CLONE" .git)" ]; then
  sudo -u ec2-user -i git -C "$HOME_FOLDER" clone "$DS_CLONE"
fi
# The token lasts twelve hours.
while [ -n "$DS_CODEARTIFACT" ]; do
  # shellcheck disable=SC2086 # the options are words
  sudo -u ec2-user -i aws codeartifact login --tool pip $DS_CODEARTIFACT
  sleep 36000
done
