# What the test files of a store in PostgreSQL share: a server for the file, a schema of it for each test. Loaded after fr-log.

setup_file() {
	need_postgres 15
	pg_start 15
	createdb shop
	export server="postgresql:///shop?host=$PGHOST&user=postgres"
}

setup() {
	export PGDATABASE=shop FR_STORE=$server FR_STORE_SCHEMA=s$BATS_TEST_NUMBER PGOPTIONS="-c search_path=s$BATS_TEST_NUMBER"
	case=019ab1c2-3d4e-7abc-8def-0123456789ab
}

sql() { psql -XAtqc "$1"; }
