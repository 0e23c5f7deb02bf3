#!/bin/sh
# Makes the secrets of docker-compose.yml as files that their owner alone can read, and overwrites none.
#
#   ANTHROPIC_API_KEY=… sh deploy/make-secrets.sh [FOLDER]
#
# Compose mounts a secret as the file it is, with its owner and mode: the containers run under the account that owns the
# files (SALLYPORT_UID, SALLYPORT_GID of deploy/compose.env). Run by root, they are given to 1000:1000, so that no container
# has to be root to read them.
set -eu
umask 077

folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"

# write NAME: what comes from standard input, unless the file is there already.
write() {
  if [ -e "$folder/$1" ]; then
    cat > /dev/null
    echo "kept  $folder/$1"
  else
    # Under another name first: a file that is there is whole.
    tr -d '\n' > "$folder/.$1.part"
    mv "$folder/.$1.part" "$folder/$1"
    echo "made  $folder/$1"
  fi
}

openssl rand -base64 48 | write secret_key
openssl rand -hex 32 | write metrics_token
openssl rand -hex 32 | write postgres_password
openssl rand -hex 32 | write redis_password
printf 'postgres://sallyport:%s@postgres:5432/sallyport' "$(cat "$folder/postgres_password")" | write database_url
printf 'redis://:%s@redis:6379' "$(cat "$folder/redis_password")" | write redis_url
printf 'requirepass %s' "$(cat "$folder/redis_password")" | write redis.conf
if [ -n "${ANTHROPIC_API_KEY:-}" ]; then printf '%s' "$ANTHROPIC_API_KEY" | write anthropic_api_key; fi

if [ "$(id -u)" = 0 ]; then
  chown -R 1000:1000 "$folder"
else
  echo "set   SALLYPORT_UID=$(id -u) and SALLYPORT_GID=$(id -g) in deploy/compose.env"
fi
if [ ! -e "$folder/anthropic_api_key" ]; then
  echo "next  write the provider key into $folder/anthropic_api_key, without a line end and with mode 0600" >&2
  exit 1
fi
