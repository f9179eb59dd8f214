-- A store as version 3 of the schema made it: a list, two cards of people (one waits), and an initiative.
PRAGMA journal_mode = WAL;
PRAGMA application_id = 0x4B52414B;
PRAGMA user_version = 3;
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
	digest VARCHAR, 
	import_id INTEGER, 
	state VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	PRIMARY KEY (position), 
	UNIQUE (asset_id), 
	UNIQUE (digest), 
	FOREIGN KEY(import_id) REFERENCES imports (import_id)
);
INSERT INTO "assets" VALUES(1,'a-1','talent','','Fatima','','naaien:can','','1811BC','pc6','','06-1234','','neighbours','lijst.csv',NULL,1.11979489552295242906e+05,5.15920674302767438357e+05,'9e6f598d0d14d5ab75dffe33ff43a86c',1,'active','import');
INSERT INTO "assets" VALUES(2,'b-2','institution','buurthuis','De Eik','','zaal:lends','','1811CK','pc6','','','','public','lijst.csv',NULL,1.1147289337107339816e+05,5.1605868258764169879e+05,'f89df942230c7b7fd8f34943d4b4f80c',1,'active','import');
INSERT INTO "assets" VALUES(3,'p-1','talent','','Joke','','zingen:together','','1811BC','pc6','','06-1234','','connector','own','2026-11-22',1.11979489552295242906e+05,5.15920674302767438357e+05,NULL,NULL,'active','own');
INSERT INTO "assets" VALUES(4,'p-2','talent','','Wim','','naaien:can','','1811BC','pc6','','06-1234','','connector','own','2026-11-22',1.11979489552295242906e+05,5.15920674302767438357e+05,NULL,NULL,'waiting','own');
CREATE TABLE consents (
	consent_id INTEGER NOT NULL, 
	asset_id VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	is_given INTEGER NOT NULL, 
	given_at VARCHAR NOT NULL, 
	text_version VARCHAR NOT NULL, 
	text_digest VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	expires_on VARCHAR NOT NULL, 
	PRIMARY KEY (consent_id), 
	FOREIGN KEY(asset_id) REFERENCES assets (asset_id) ON DELETE CASCADE
);
INSERT INTO "consents" VALUES(1,'p-1','keep',1,'2026-11-22T20:00:00+00:00','test-1','155ee7834fbdde52ff8e8971c032bd70fc41cb0fbcfdd763f186af66f939a20e','form','2027-11-22');
INSERT INTO "consents" VALUES(2,'p-1','show_neighbours',1,'2026-11-22T20:00:00+00:00','test-1','fffbe2b48c90c71f1e6b6ab9852b78010d35f187faea1febfcb63f9579b025b2','form','2027-11-22');
INSERT INTO "consents" VALUES(3,'p-1','show_public',0,'2026-11-22T20:00:00+00:00','test-1','87a2f7c922fa8b2991cc57e05e8ffcb6fc8b5a8e80e3358b35c1a8cd98d8b386','form','');
INSERT INTO "consents" VALUES(4,'p-1','count',0,'2026-11-22T20:00:00+00:00','test-1','302054fa0ad5c55edcbd6d2c05994dab819cf0f9dac3bf619497f65c39a4a755','form','');
INSERT INTO "consents" VALUES(5,'p-1','ask',1,'2026-11-22T20:00:00+00:00','test-1','43299ac60372895875d7b0bbab37c343f9445a42c655321dd667a7ab9aa10754','form','2027-11-22');
INSERT INTO "consents" VALUES(6,'p-2','keep',1,'2026-11-22T20:00:00+00:00','test-1','155ee7834fbdde52ff8e8971c032bd70fc41cb0fbcfdd763f186af66f939a20e','form','2027-11-22');
INSERT INTO "consents" VALUES(7,'p-2','show_neighbours',0,'2026-11-22T20:00:00+00:00','test-1','fffbe2b48c90c71f1e6b6ab9852b78010d35f187faea1febfcb63f9579b025b2','form','');
INSERT INTO "consents" VALUES(8,'p-2','show_public',0,'2026-11-22T20:00:00+00:00','test-1','87a2f7c922fa8b2991cc57e05e8ffcb6fc8b5a8e80e3358b35c1a8cd98d8b386','form','');
INSERT INTO "consents" VALUES(9,'p-2','count',0,'2026-11-22T20:00:00+00:00','test-1','302054fa0ad5c55edcbd6d2c05994dab819cf0f9dac3bf619497f65c39a4a755','form','');
INSERT INTO "consents" VALUES(10,'p-2','ask',0,'2026-11-22T20:00:00+00:00','test-1','43299ac60372895875d7b0bbab37c343f9445a42c655321dd667a7ab9aa10754','form','');
CREATE TABLE history (
	history_id INTEGER NOT NULL, 
	asset_id VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	"before" VARCHAR NOT NULL, 
	"after" VARCHAR NOT NULL, 
	PRIMARY KEY (history_id), 
	FOREIGN KEY(asset_id) REFERENCES assets (asset_id) ON DELETE CASCADE
);
INSERT INTO "history" VALUES(1,'p-1','2026-11-22T20:00:00+00:00','public','added','{}','{}');
INSERT INTO "history" VALUES(2,'p-2','2026-11-22T20:00:00+00:00','public','added','{}','{}');
INSERT INTO "history" VALUES(3,'p-1','2026-11-22T20:00:00+00:00','connector','approved','{}','{}');
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
INSERT INTO "imports" VALUES(1,'lijst.csv','a397ac9ed0caed6eba65f238b5400324349e13e804782476b29d12586cc4d809','2026-11-27T01:04:22+00:00',2,2,0,0,0);
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
INSERT INTO "initiatives" VALUES('plan','Eten','','zaal','1811',400,'b-2 p-1','2026-11-22T20:00:00+00:00');
CREATE TABLE links (
	secret_digest VARCHAR NOT NULL, 
	asset_id VARCHAR NOT NULL, 
	made_at VARCHAR NOT NULL, 
	PRIMARY KEY (secret_digest), 
	FOREIGN KEY(asset_id) REFERENCES assets (asset_id) ON DELETE CASCADE
);
INSERT INTO "links" VALUES('bf00528c3c136dfe70e78dd9a5383d6be10a2430e0ca35e52f6e18232f2698ff','p-1','2026-11-22T20:00:00+00:00');
INSERT INTO "links" VALUES('dfd51bf9196200bc9d82fe55f9966282c1b51eda2d42cb2d805b5459bb43d31f','p-2','2026-11-22T20:00:00+00:00');
CREATE TABLE meta (
	name VARCHAR NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('data_version',3);
INSERT INTO "meta" VALUES('begun',1);
INSERT INTO "meta" VALUES('forgotten',0);
CREATE TABLE receipts (
	key_digest VARCHAR NOT NULL, 
	asset_id VARCHAR NOT NULL, 
	made_at VARCHAR NOT NULL, 
	PRIMARY KEY (key_digest), 
	FOREIGN KEY(asset_id) REFERENCES assets (asset_id) ON DELETE CASCADE
);
INSERT INTO "receipts" VALUES('6ab9f1eb8f7d3388f4f9d586f66e99fd54080df2c446f0e58668b09c08a16dd0','p-1','2026-11-22T20:00:00+00:00');
INSERT INTO "receipts" VALUES('015f7e6bc5aeaf483724089e9252cc13b50951a6b69412522765cff4d780306e','p-2','2026-11-22T20:00:00+00:00');
CREATE TABLE suggestions (
	suggestion_id VARCHAR NOT NULL, 
	what VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	made_at VARCHAR NOT NULL, 
	made_by VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	word VARCHAR NOT NULL, 
	asset_id VARCHAR NOT NULL, 
	PRIMARY KEY (suggestion_id), 
	FOREIGN KEY(asset_id) REFERENCES assets (asset_id) ON DELETE CASCADE
);
INSERT INTO "suggestions" VALUES('5v9DdM6E-l95','new','{"asset_id": "p-1", "kind": "talent", "subkind": "", "name": "Joke", "description": "", "gifts": "zingen:together", "words": "", "postcode": "1811BC", "placed_by": "pc6", "meets": "", "contact": "06-1234", "website": "", "x": 111979.48955229524, "y": 515920.67430276744}','2026-11-22T20:00:00+00:00','public','approved','','p-1');
INSERT INTO "suggestions" VALUES('vTpu1yyaFZpR','new','{"asset_id": "p-2", "kind": "talent", "subkind": "", "name": "Wim", "description": "", "gifts": "naaien:can", "words": "", "postcode": "1811BC", "placed_by": "pc6", "meets": "", "contact": "06-1234", "website": "", "x": 111979.48955229524, "y": 515920.67430276744}','2026-11-22T20:00:00+00:00','public','','','p-2');
CREATE TABLE visits (
	token_digest VARCHAR NOT NULL, 
	asset_id VARCHAR NOT NULL, 
	until VARCHAR NOT NULL, 
	PRIMARY KEY (token_digest), 
	FOREIGN KEY(asset_id) REFERENCES assets (asset_id) ON DELETE CASCADE
);
CREATE INDEX consents_latest ON consents (asset_id, purpose, consent_id);
CREATE INDEX ix_history_asset_id ON history (asset_id);
CREATE INDEX ix_suggestions_asset_id ON suggestions (asset_id);
CREATE INDEX ix_links_asset_id ON links (asset_id);
CREATE INDEX ix_visits_asset_id ON visits (asset_id);
CREATE INDEX ix_receipts_asset_id ON receipts (asset_id);
COMMIT;
