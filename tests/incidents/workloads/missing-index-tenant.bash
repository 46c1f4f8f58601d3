# A missing index, on a server with German names, another time zone and date style.
cause=missing_index facts=("Auftragsköpfe" "Kundennr")
pg_major=15 seconds=35 settings=("timezone = 'Asia/Kolkata'" "datestyle = 'German, DMY'" "intervalstyle = 'sql_standard'" "lc_numeric = 'C.UTF-8'")

prepare() {
	sql <<-'END'
		CREATE ROLE "Müller" LOGIN;
		CREATE SCHEMA "Verkauf";
		CREATE TABLE "Verkauf"."Auftragsköpfe" ("Nr" int PRIMARY KEY, "Kundennr" int NOT NULL, "Text" text);
		INSERT INTO "Verkauf"."Auftragsköpfe" SELECT i, i % 8000, md5(i::text) FROM generate_series(1, 150000) AS i;
		GRANT ALL ON SCHEMA "Verkauf" TO "Müller"; GRANT ALL ON "Verkauf"."Auftragsköpfe" TO "Müller";
		VACUUM ANALYZE;
	END
}

before() {
	load Büro "Müller" 4 25 <<-'END'
		\set k random(1, 8000)
		SELECT "Nr", "Text" FROM "Verkauf"."Auftragsköpfe" WHERE "Kundennr" = :k;
	END
}

incident() { :; }
