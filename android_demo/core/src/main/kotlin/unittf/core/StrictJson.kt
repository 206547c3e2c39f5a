package unittf.core

import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException

/** The text is no JSON. */
internal class NotJson : Exception()

/**
 * JSON to the letter (RFC 8259): Android's own reader also takes `{a: b}`, and strings for numbers.
 *
 * Objects become maps, lists lists, strings strings, true and false booleans, null null, integers
 * that fit [Long], and all other numbers [Double].
 */
internal class StrictJson private constructor(private val text: String) {
    private var at = 0

    private fun document(): Any? {
        val value = value(0)
        skipSpace()
        if (at < text.length) throw NotJson()
        return value
    }

    private fun value(depth: Int): Any? {
        if (depth > MOST_NESTED) throw NotJson()
        skipSpace()
        return when (peek()) {
            '{' -> objectValue(depth)
            '[' -> list(depth)
            '"' -> string()
            't' -> word("true", true)
            'f' -> word("false", false)
            'n' -> word("null", null)
            else -> number()
        }
    }

    private fun objectValue(depth: Int): Map<String, Any?> {
        val members = LinkedHashMap<String, Any?>()
        members('}') {
            skipSpace()
            if (peek() != '"') throw NotJson()
            val key = string()
            skipSpace()
            expect(':')
            members[key] = value(depth + 1)
        }
        return members
    }

    private fun list(depth: Int): List<Any?> {
        val members = ArrayList<Any?>()
        members(']') { members += value(depth + 1) }
        return members
    }

    /** Reads members between commas until [end]; the first character is the opening bracket. */
    private fun members(end: Char, member: () -> Unit) {
        at++
        skipSpace()
        if (peek() == end) {
            at++
            return
        }
        while (true) {
            member()
            skipSpace()
            if (peek() == end) break
            expect(',')
        }
        at++
    }

    private fun string(): String {
        expect('"')
        val content = StringBuilder()
        while (true) {
            val next = peek()
            at++
            when {
                next == '"' -> return content.toString()
                next == '\\' -> content.append(escaped())
                next < ' ' -> throw NotJson()
                else -> content.append(next)
            }
        }
    }

    private fun escaped(): Char {
        val kind = peek()
        at++
        if (kind == 'u') {
            val code = HEXADECIMAL.find(text, at)?.takeIf { it.range.first == at }?.value
            at += 4
            return code?.toInt(16)?.toChar() ?: throw NotJson()
        }
        val index = "\"\\/bfnrt".indexOf(kind)
        return if (index < 0) throw NotJson() else "\"\\/\b\u000C\n\r\t"[index]
    }

    private fun number(): Any {
        val literal = NUMBER.find(text, at)?.takeIf { it.range.first == at }?.value
        literal ?: throw NotJson()
        at += literal.length
        val integer = if (literal.any { it in ".eE" }) null else literal.toLongOrNull()
        return integer ?: literal.toDouble()
    }

    private fun <T> word(word: String, value: T): T {
        if (!text.startsWith(word, at)) throw NotJson()
        at += word.length
        return value
    }

    private fun skipSpace() {
        while (at < text.length && text[at] in " \t\r\n") at++
    }

    private fun expect(character: Char) {
        if (peek() != character) throw NotJson()
        at++
    }

    private fun peek(): Char = text.getOrNull(at) ?: throw NotJson()

    companion object {
        private const val MOST_NESTED = 100
        private val NUMBER = Regex("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?")
        private val HEXADECIMAL = Regex("[0-9a-fA-F]{4}")

        /** The value of UTF-8 [bytes]; throws [NotJson]. */
        fun read(bytes: ByteArray): Any? {
            val text = try {
                Charsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
            } catch (_: CharacterCodingException) {
                throw NotJson()
            }
            return StrictJson(text).document()
        }
    }
}
