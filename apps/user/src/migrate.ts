import type { Db } from '#participant';

export async function migrate(db: Db): Promise<void> {
  const numbered = db.dialect === 'sqlite' ? 'INTEGER PRIMARY KEY' : 'BIGSERIAL PRIMARY KEY';
  await db.run(`CREATE TABLE IF NOT EXISTS users (
    added ${numbered}, id TEXT NOT NULL, command_id TEXT NOT NULL UNIQUE, email TEXT NOT NULL UNIQUE, name TEXT)`);
}
