#!/bin/bash
set -eu
IDLE_MINUTES=60
GIT_URL=''
# -- the answers stand above --

# Five minutes at most, or the start fails: what may be slow goes to the background.
# AWS quirk: a script's PATH has no /usr/local/bin (SageMaker API Reference, "NotebookInstanceLifecycleHook").
export PATH="$PATH:/usr/local/bin" AWS_STS_REGIONAL_ENDPOINTS=regional AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=6
umask 022

python3 /opt/ds/project_values.py "$GIT_URL"
# shellcheck disable=SC1091 # written by the line above
. /opt/ds/values.sh

g() { git config --system "$@"; }
g user.name "$DS_NOTEBOOK"
g user.email "$DS_NOTEBOOK@notebook.invalid"
host=${DS_GIT_URL%/v1/*}
case $host in https://git-codecommit.*)
  g "credential.$host.helper" '!aws codecommit credential-helper $@'
  g "credential.$host.UseHttpPath" true
  g "http.$host.proxy" '' ;; # the endpoint leads there
esac
[ -z "$DS_PROXY" ] || g http.proxy "http://$DS_PROXY"

nohup setsid bash /opt/ds/background.sh > /var/log/ds-background.log 2>&1 < /dev/null &
# To a template's rules 00 and 0.0 are not 0, so here neither.
[[ $IDLE_MINUTES == 0 || $IDLE_MINUTES == [1-9]* ]] || IDLE_MINUTES=60
if [ "$IDLE_MINUTES" != 0 ]; then
  nohup setsid python3 /opt/ds/idle_stop.py --minutes "$IDLE_MINUTES" --notebook "$DS_NOTEBOOK" \
    --region "$DS_REGION" > /var/log/ds-idle-stop.log 2>&1 < /dev/null &
fi
