#!/bin/bash
set -eu
IDLE_MINUTES=60
GIT_URL=''
# -- the answers stand above --

# SageMaker ends this script after five minutes and fails the start: what may be slow runs in the background.
HOME_FOLDER=/home/ec2-user/SageMaker
METADATA=/opt/ml/metadata/resource-metadata.json
export AWS_STS_REGIONAL_ENDPOINTS=regional

python3 /opt/ds/project_values.py --metadata "$METADATA" --module "$HOME_FOLDER/ds_project.py" \
  --profile /home/ec2-user/.ipython/profile_default/startup/00-ds-project.py --pip /etc/pip.conf \
  --git-url "$GIT_URL" --shell /opt/ds/values.sh
chown -R ec2-user:ec2-user "$HOME_FOLDER/ds_project.py" /home/ec2-user/.ipython
# shellcheck disable=SC1091 # written by the line above
. /opt/ds/values.sh

# Only the regional STS has an endpoint here; the global one would hang.
echo 'export AWS_STS_REGIONAL_ENDPOINTS=regional' > /etc/profile.d/ds-project.sh

git config --system user.name "$DS_NOTEBOOK"
git config --system user.email "$DS_NOTEBOOK@notebook.invalid"
git config --system credential.helper '!aws codecommit credential-helper $@'
git config --system credential.UseHttpPath true

background() {
  if [ -n "$DS_CODEARTIFACT" ]; then
    # The token lasts twelve hours; a running notebook gets a new one before that.
    while :; do
      # shellcheck disable=SC2086 # the options are words
      sudo -u ec2-user -i aws codeartifact login --tool pip $DS_CODEARTIFACT || true
      sleep 36000
    done &
  fi
  if [ -n "$DS_CLONE" ] && [ ! -e "$HOME_FOLDER/$(basename "$DS_CLONE" .git)" ]; then
    sudo -u ec2-user -i git -C "$HOME_FOLDER" clone "$DS_CLONE" || true
  fi
  wait
}
background > /var/log/ds-background.log 2>&1 < /dev/null &

if [ "$IDLE_MINUTES" -gt 0 ]; then
  nohup setsid python3 /opt/ds/idle_stop.py --minutes "$IDLE_MINUTES" --notebook "$DS_NOTEBOOK" \
    > /var/log/ds-idle-stop.log 2>&1 < /dev/null &
fi
