import { CACHE_CONTROL, CITATIONS_CONFIG } from './common';
import { choice, either, type Kind, list, needs, NUMBER, type Place, record, TEXT, variants } from './shape';

/** Text, images and documents, and where each may come from. */

const BASE64: Kind = { fields: { data: TEXT, media_type: TEXT } };
const URL_SOURCE: Kind = { fields: { url: TEXT }, grant: 'url_sources' };
const FILE_SOURCE: Kind = { fields: { file_id: TEXT }, grant: 'file_ids' };

const CITED = { cited_text: TEXT, document_title: TEXT };
/** Answers name the file that a citation is from, null for none, and clients send answers back as history. */
const CITED_FILE: Place = needs('file_ids', TEXT);

const CITATION: Place = variants('type', {
  char_location: {
    fields: {
      ...CITED,
      document_index: NUMBER,
      start_char_index: NUMBER,
      end_char_index: NUMBER,
      file_id: CITED_FILE,
    },
  },
  page_location: {
    fields: {
      ...CITED,
      document_index: NUMBER,
      start_page_number: NUMBER,
      end_page_number: NUMBER,
      file_id: CITED_FILE,
    },
  },
  content_block_location: {
    fields: {
      ...CITED,
      document_index: NUMBER,
      start_block_index: NUMBER,
      end_block_index: NUMBER,
      file_id: CITED_FILE,
    },
  },
  web_search_result_location: {
    fields: { cited_text: TEXT, encrypted_index: TEXT, title: TEXT, url: TEXT },
  },
  search_result_location: {
    fields: {
      cited_text: TEXT,
      source: TEXT,
      title: TEXT,
      search_result_index: NUMBER,
      start_block_index: NUMBER,
      end_block_index: NUMBER,
    },
  },
});

export const TEXT_KIND: Kind = {
  fields: { text: TEXT, cache_control: CACHE_CONTROL, citations: list(CITATION) },
};

export const IMAGE_KIND: Kind = {
  fields: {
    source: variants('type', { base64: BASE64, url: URL_SOURCE, file: FILE_SOURCE }),
    cache_control: CACHE_CONTROL,
    transformations: record({ oversized_image: choice({ downsize: 'everyone', error: 'everyone' }) }),
  },
};

/** The content of a document that is made of blocks. */
const CONTENT_SOURCE: Kind = {
  fields: { content: either(TEXT, list(variants('type', { text: TEXT_KIND, image: IMAGE_KIND }))) },
};

export const DOCUMENT_KIND: Kind = {
  fields: {
    source: variants('type', {
      base64: BASE64,
      text: BASE64,
      content: CONTENT_SOURCE,
      url: URL_SOURCE,
      file: FILE_SOURCE,
    }),
    cache_control: CACHE_CONTROL,
    citations: CITATIONS_CONFIG,
    context: TEXT,
    title: TEXT,
  },
};

export const TEXT_BLOCKS: Place = list(variants('type', { text: TEXT_KIND }));

export const SEARCH_RESULT_KIND: Kind = {
  fields: {
    content: TEXT_BLOCKS,
    source: TEXT,
    title: TEXT,
    cache_control: CACHE_CONTROL,
    citations: CITATIONS_CONFIG,
  },
};
