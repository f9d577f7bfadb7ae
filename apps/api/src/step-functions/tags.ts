import type { Tag } from '#views';

type Given = { readonly [K in keyof Tag]?: string | undefined };

/** Tags of a request; a tag may have nothing to say. */
export const tagsOf = (tags: readonly Given[]) => tags.map(({ key = '', value = '' }) => ({ key, value }));
