import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_VALUE, substitute, substituteLine, unknownVariables, variablesIn } from '../../../src/domain/variables.ts';

const NAME = /^[a-zA-Z][\w.]{0,63}$/;
const name = fc.stringMatching(NAME);
const plainText = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('{{'));

describe('substitute', () => {
  it('fills in known variables, with blanks and dots in the braces', () => {
    expect(substitute('Hi {{name}} of {{ customer.plan }}', { name: 'Maya', 'customer.plan': 'Pro' })).toBe('Hi Maya of Pro');
  });

  it('takes the fallback for what is unknown, absent or blank, and nothing where there is none', () => {
    expect(substitute('Hi {{name|there}}!', {})).toBe('Hi there!');
    expect(substitute('Hi {{name|there}}!', { name: null })).toBe('Hi there!');
    expect(substitute('Hi {{name|there}}!', { name: ' \n ' })).toBe('Hi there!');
    expect(substitute('Hi {{name}}!', {})).toBe('Hi !');
    expect(substitute('{{count|none}}', { count: 0 })).toBe('0');
  });

  it('is no template language: blocks, expressions and prototypes are inert', () => {
    const written = '{{#if name}}x{{/if}} {{> layout}} {{{name}}} {{name.}}{{__proto__}} {{1a}} {{a b}}';
    expect(substitute(written, {})).toBe('{{#if name}}x{{/if}} {{> layout}} {} {{__proto__}} {{1a}} {{a b}}');
    expect(substitute('{{constructor}}{{toString}}', {})).toBe('');
  });

  it('never reads again what it substituted', () => {
    expect(substitute('{{a}}{{b}}', { a: '{{b}}', b: '{{a}}' })).toBe('{{b}}{{a}}');
    expect(substitute('{{a}}b}}', { a: '{{', b: 'x' })).toBe('{{b}}');
    fc.assert(fc.property(name, fc.string(), (variable, value) => {
      const once = substitute(`{{${variable}}}`, { [variable]: value, other: 'SECRET' });
      expect(once.includes('SECRET')).toBe(value.includes('SECRET'));
    }));
  });

  it('leaves a text without variables as it is', () => {
    fc.assert(fc.property(plainText, (text) => {
      expect(substitute(text, { a: 'x' })).toBe(text);
    }));
  });

  it('keeps values on one line, without control characters, overrides of direction or broken characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => {
      expect(substitute('{{v}}', { v: value })).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}\u202A-\u202E\u2066-\u2069]/u);
    }));
    expect(substitute('{{v}}', { v: 'a\r\nBcc: x' })).toBe('a Bcc: x');
  });

  it('cuts long values between characters, not within', () => {
    const long = substitute('{{v}}', { v: '😀'.repeat(LONGEST_VALUE + 5) });
    expect(Array.from(long)).toHaveLength(LONGEST_VALUE);
    expect(long.endsWith('😀')).toBe(true);
  });
});

describe('substituteLine', () => {
  it('makes one line of any text and any value', () => {
    expect(substituteLine('  A\n{{v}}\tB ', { v: '1\r\n2' })).toBe('A 1 2 B');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, value) => {
      expect(substituteLine(`${text}{{v}}`, { v: value })).not.toMatch(/[\p{Cc}\u2028]/u);
    }));
  });
});

describe('unknownVariables', () => {
  it('names what a text uses and nobody provides, once each', () => {
    expect(variablesIn('{{a}} {{b.c|x}} {{a}} {{#if a}}')).toEqual(['a', 'b.c']);
    expect(unknownVariables('{{nmae}} {{name}} {{nmae}}', ['name'])).toEqual(['nmae']);
    expect(unknownVariables('no variables', [])).toEqual([]);
  });

  it('knows every name below an entry that ends in .*', () => {
    const known = ['name', 'properties.*'];
    expect(unknownVariables('{{properties.plan}} {{properties.order.id}}', known)).toEqual([]);
    expect(unknownVariables('{{properties}} {{propertiesx}} {{name.first}}', known)).toEqual(['properties', 'propertiesx', 'name.first']);
  });
});
