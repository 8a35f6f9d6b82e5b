BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE conversation (
	tenant VARCHAR(40) NOT NULL, 
	mailbox INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	first_at FLOAT NOT NULL, 
	last_at FLOAT NOT NULL, 
	pending INTEGER NOT NULL, 
	review_at FLOAT, 
	status TEXT DEFAULT '' NOT NULL, 
	result TEXT DEFAULT '' NOT NULL, 
	snoozed_until TEXT, 
	stopped INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (tenant, mailbox, id)
);
INSERT INTO "conversation" VALUES('local',1,'0123456789abcdef',1000001.0,1000002.0,0,NULL,'due','{"id": "0123456789abcdef"}',NULL,0);
CREATE TABLE draft (
	tenant VARCHAR(40) NOT NULL, 
	mailbox INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	conversation_id TEXT NOT NULL, 
	step TEXT NOT NULL, 
	state TEXT NOT NULL, 
	fence BIGINT NOT NULL, 
	provider_id TEXT, 
	message_id TEXT NOT NULL, 
	sent_message_id TEXT, 
	touch_id TEXT NOT NULL, 
	recipients TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	wording TEXT NOT NULL, 
	promised_day TEXT, 
	about TEXT, 
	expires TEXT, 
	created_at FLOAT NOT NULL, 
	PRIMARY KEY (tenant, mailbox, "key")
);
INSERT INTO "draft" VALUES('local',1,'abababababababababababababababab','0123456789abcdef','schedule','created',1,'d1','<ab@acme.example>',NULL,'<m1@buyer.example>','["sue@buyer.example"]','Re: Pilot pricing','en.schedule.1',NULL,NULL,'2026-03-20',1000003.0);
CREATE TABLE journal (
	tenant VARCHAR(40) NOT NULL, 
	mailbox INTEGER NOT NULL, 
	id BIGINT NOT NULL, 
	at FLOAT NOT NULL, 
	what TEXT NOT NULL, 
	conversation_id TEXT, 
	detail TEXT NOT NULL, 
	PRIMARY KEY (tenant, mailbox, id)
);
INSERT INTO "journal" VALUES('local',1,1,1000003.0,'draft created','0123456789abcdef','{"key":"abababababababababababababababab"}');
CREATE TABLE mailbox (
	tenant VARCHAR(40) NOT NULL, 
	mailbox INTEGER NOT NULL, 
	account TEXT NOT NULL, 
	name TEXT NOT NULL, 
	state TEXT, 
	settings TEXT DEFAULT '' NOT NULL, 
	judged_at FLOAT DEFAULT '0' NOT NULL, 
	next_due FLOAT, 
	lease_holder TEXT, 
	lease_until FLOAT DEFAULT '0' NOT NULL, 
	fence BIGINT DEFAULT '0' NOT NULL, 
	attempts INTEGER DEFAULT '0' NOT NULL, 
	priority INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (tenant, mailbox)
);
INSERT INTO "mailbox" VALUES('local',1,'maildir:/home/dana/Maildir','work','state of 0.1.0','s',1000004.0,NULL,NULL,0.0,1,0,0);
CREATE TABLE message (
	tenant VARCHAR(40) NOT NULL, 
	mailbox INTEGER NOT NULL, 
	email_id TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	content_id TEXT NOT NULL, 
	thread_id TEXT NOT NULL, 
	conversation_id TEXT, 
	sent_at FLOAT NOT NULL, 
	utc_offset INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	is_draft INTEGER NOT NULL, 
	gone INTEGER NOT NULL, 
	dirty INTEGER NOT NULL, 
	from_addr TEXT NOT NULL, 
	from_name TEXT NOT NULL, 
	people TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	refs TEXT NOT NULL, 
	automatic TEXT, 
	draft_key TEXT, 
	meaning TEXT, 
	ask TEXT, 
	PRIMARY KEY (tenant, mailbox, email_id)
);
INSERT INTO "message" VALUES('local',1,'e1','<m1@buyer.example>','<c1@content.invalid>','','0123456789abcdef',1000001.0,0,'inbox',0,0,0,'sue@buyer.example','Sue','[[["dana@acme.example",""]],[],[],[]]','Pilot pricing','[[],[]]',NULL,NULL,NULL,NULL);
INSERT INTO "message" VALUES('local',1,'e2','<m2@buyer.example>','<c2@content.invalid>','','0123456789abcdef',1000002.0,0,'inbox',0,0,0,'leo@summit-schools.example','Leo','[[["dana@acme.example","Dana Reyes"]],[],[],[]]','Pilot pricing','[[],[]]',NULL,NULL,'{"kind":"human","language":"en","return_date":null,"alternate_contacts":[],"new_address":null,"stance":"opted_out","failed":[],"evidence":{"stance":"stop emailing me"}}',NULL);
CREATE TABLE participant (
	tenant VARCHAR(40) NOT NULL, 
	mailbox INTEGER NOT NULL, 
	addr TEXT NOT NULL, 
	sent_at FLOAT NOT NULL, 
	email_id TEXT NOT NULL, 
	company TEXT, 
	PRIMARY KEY (tenant, mailbox, addr, sent_at, email_id)
);
INSERT INTO "participant" VALUES('local',1,'dana@acme.example',1000001.0,'e1','acme.example');
INSERT INTO "participant" VALUES('local',1,'sue@buyer.example',1000001.0,'e1','buyer.example');
INSERT INTO "participant" VALUES('local',1,'leo@summit-schools.example',1000002.0,'e2','summit-schools.example');
INSERT INTO "participant" VALUES('local',1,'dana@acme.example',1000002.0,'e2','acme.example');
CREATE TABLE person (
	tenant VARCHAR(40) NOT NULL, 
	mailbox INTEGER NOT NULL, 
	addr TEXT NOT NULL, 
	stop TEXT NOT NULL, 
	words TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	since FLOAT NOT NULL, 
	PRIMARY KEY (tenant, mailbox, addr)
);
INSERT INTO "person" VALUES('local',1,'leo@summit-schools.example','opted_out','stop emailing me','<m2@buyer.example>',1000002.0);
CREATE TABLE reference (
	tenant VARCHAR(40) NOT NULL, 
	mailbox INTEGER NOT NULL, 
	ref TEXT NOT NULL, 
	email_id TEXT NOT NULL, 
	PRIMARY KEY (tenant, mailbox, ref, email_id)
);
CREATE TABLE unreadable (
	tenant VARCHAR(40) NOT NULL, 
	mailbox INTEGER NOT NULL, 
	email_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	why TEXT NOT NULL, 
	PRIMARY KEY (tenant, mailbox, email_id)
);
INSERT INTO "unreadable" VALUES('local',1,'bad','cur/1.bad','cannot be read');
CREATE INDEX conversation_pending ON conversation (tenant, mailbox) WHERE pending = 1;
CREATE INDEX conversation_review ON conversation (tenant, mailbox, review_at);
CREATE INDEX draft_conversation ON draft (tenant, mailbox, conversation_id);
CREATE UNIQUE INDEX mailbox_account ON mailbox (tenant, account);
CREATE INDEX message_content_id ON message (tenant, mailbox, content_id);
CREATE INDEX message_conversation ON message (tenant, mailbox, conversation_id);
CREATE INDEX message_dirty ON message (tenant, mailbox, sent_at) WHERE dirty = 1;
CREATE INDEX message_message_id ON message (tenant, mailbox, message_id);
CREATE INDEX participant_company ON participant (tenant, mailbox, company, sent_at);
COMMIT;
