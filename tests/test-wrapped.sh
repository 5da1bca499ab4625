#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# PEM and PKCS#12 inside base64: secrets of Kubernetes, variables of CI.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl python3
cd "$dir" || exit 1
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=root \
	-keyout root.key -out root.pem -days 30 2>/dev/null
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-subj /CN=host.example.org -keyout host.key -out host.csr 2>/dev/null
printf 'subjectAltName=DNS:host.example.org\n' >ext
openssl x509 -req -in host.csr -CA root.pem -CAkey root.key -days 20 -extfile ext \
	-out host.pem 2>/dev/null
cat host.pem root.pem >chain.pem
printf 'passphrase\n' >pw
openssl pkcs12 -export -inkey host.key -in chain.pem -passout file:pw -out host.p12
openssl pkcs8 -topk8 -in host.key -passout file:pw -out sealed.key
serial=$(openssl x509 -in host.pem -noout -serial)

# installs WORDS FILE [ARGUMENT]...: it is taken as the key of this host.
installs() {
	words=$1
	shift
	run tls clear --yes
	succeeds "$words" tls import "$@" --yes
	run tls show
	prints "${serial#serial=}" "$words: it is this certificate"
}

once() {
	base64 -w0 "$1"
}
cat >secret.yaml <<YAML
apiVersion: v1
kind: Secret
type: kubernetes.io/tls
metadata:
  name: host
  uid: 5f2b3c1e-0000-4000-8000-0123456789ab
data:
  ca.crt: $(once root.pem)
  tls.crt: $(once chain.pem)
  tls.key: $(once host.key)
YAML
installs 'a secret of Kubernetes in YAML' secret.yaml
python3 - <<PY >secret.json
import base64, json
read = lambda name: base64.b64encode(open(name, "rb").read()).decode()
print(json.dumps({"kind": "Secret", "type": "kubernetes.io/tls", "data": {
    "tls.crt": read("chain.pem"), "tls.key": read("host.key")}}))
PY
installs 'a secret in JSON' secret.json
python3 -m json.tool secret.json >pretty.json
installs 'in JSON with line breaks' pretty.json
cat >string.yaml <<YAML
stringData:
  tls.crt: |
$(sed 's/^/    /' chain.pem)
  tls.key: |
$(sed 's/^/    /' host.key)
YAML
installs 'as plain text in YAML' string.yaml
cat chain.pem host.key | base64 >lines
installs 'PEM through base64' lines
printf 'export TLS_CHAIN="%s"\nTLS_KEY=%s\n' "$(once chain.pem)" "$(once host.key)" >variables.txt
installs 'variables' variables.txt
printf 'data:\n  keystore.p12: %s\n' "$(once host.p12)" >p12.yaml
installs 'PKCS#12 in a secret' p12.yaml --passphrase-file pw
printf 'tls.crt: %s\ntls.key: %s\n' "$(once chain.pem)" "$(once sealed.key)" >sealed.yaml
installs 'a key with a passphrase' sealed.yaml --passphrase-file pw
fails 1 'sealed.yaml:2: .*encrypted' 'without it, it is asked for where the key stands' \
	tls import sealed.yaml --yes
openssl x509 -in root.pem -outform DER -out root.der
printf 'ca: %s\n' "$(once root.der)" >der.yaml
succeeds 'DER in a table' trust import der.yaml
run trust list
prints '^root ' 'is trusted'

# ---- what is wrong ---------------------------------------------------------------------------
sed 's/MII/M*I/' root.pem >bad.pem
printf 'a: b\n\nca.crt: %s\n' "$(once bad.pem)" >bad.yaml
fails 1 'bad.yaml:3: ' 'a damaged block in a value is named by the line of the value' \
	trust import bad.yaml
printf 'ca.crt: %s\n' "$(once root.pem | base64 -w0)" >twice.yaml
fails 1 'no certificate.*is in it' 'base64 of base64 is not read' trust import twice.yaml
printf 'password: %s\n' "$(head -c 60 /dev/zero | base64 -w0)" >none.yaml
fails 1 'no certificate.*is in it' 'a secret without any' trust import none.yaml
tap_done
