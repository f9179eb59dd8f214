-- A store as version 2 of the schema made it: assets from an import, and an initiative.
PRAGMA journal_mode = WAL;
PRAGMA application_id = 0x4B52414B;
BEGIN TRANSACTION;
CREATE TABLE assets (
	position INTEGER NOT NULL, 
	asset_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	subkind VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	description VARCHAR NOT NULL, 
	gifts VARCHAR NOT NULL, 
	words VARCHAR NOT NULL, 
	postcode VARCHAR NOT NULL, 
	placed_by VARCHAR NOT NULL, 
	meets VARCHAR NOT NULL, 
	contact VARCHAR NOT NULL, 
	website VARCHAR NOT NULL, 
	audience VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	confirmed_on VARCHAR, 
	x FLOAT NOT NULL, 
	y FLOAT NOT NULL, 
	digest VARCHAR NOT NULL, 
	import_id INTEGER NOT NULL, 
	PRIMARY KEY (position), 
	UNIQUE (asset_id), 
	UNIQUE (digest), 
	FOREIGN KEY(import_id) REFERENCES imports (import_id)
);
INSERT INTO "assets" VALUES(1,'a-1','talent','','Fatima','','naaien:can','','1811BC','pc6','','06-1234','','neighbours','lijst.csv','2026-01-31',1.11979489552295242906e+05,5.15920674302767438357e+05,'f8d8b8b2952c6432fd8d9d78a3d5de1a',1);
INSERT INTO "assets" VALUES(2,'b-2','association','muziek','Koor','','zingen:can','','1811CK','pc6','','','','public','lijst.csv',NULL,1.1147289337107339816e+05,5.1605868258764169879e+05,'ce5162f3cad7080d28d0b0237cc93c02',1);
INSERT INTO "assets" VALUES(3,'c-3','talent','','Bram','','koken_groep:can','','1811','pc4','','','','connector','lijst.csv',NULL,1.11858503741871012605e+05,5.16021887637205654755e+05,'ef995e1bbfca4a5e87646b9e1d8054cc',1);
CREATE TABLE imports (
	import_id INTEGER NOT NULL, 
	filename VARCHAR NOT NULL, 
	file_digest VARCHAR NOT NULL, 
	imported_at VARCHAR NOT NULL, 
	rows INTEGER NOT NULL, 
	kept INTEGER NOT NULL, 
	remarked INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	duplicates INTEGER NOT NULL, 
	PRIMARY KEY (import_id)
);
INSERT INTO "imports" VALUES(1,'lijst.csv','52d726f97360314fe149bbb912cedf28381675d428a1468c66756bff62930b36','2026-11-22T20:12:45+00:00',3,3,0,0,0);
CREATE TABLE initiatives (
	initiative_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	template VARCHAR NOT NULL, 
	wants VARCHAR NOT NULL, 
	postcode VARCHAR NOT NULL, 
	radius_m INTEGER NOT NULL, 
	members VARCHAR NOT NULL, 
	created_at VARCHAR NOT NULL, 
	PRIMARY KEY (initiative_id)
);
INSERT INTO "initiatives" VALUES('i-1','Eten','','zaal','1811',400,'a-1','2026-11-22T20:12:45+00:00');
CREATE TABLE meta (
	name VARCHAR NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('data_version',2);
PRAGMA user_version = 2;
COMMIT;
