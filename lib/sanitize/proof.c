#include "sanitize/proof.h"

#include <math.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool fr_proof_luhn(const char *text, size_t length)
{
	int sum = 0, digits = 0;
	bool varied = false;

	for (size_t i = length; i-- > 0;) {
		int digit;

		if (!is_digit(text[i]))
			continue;
		digit = text[i] - '0';
		varied |= digit != 0;
		if (digits++ % 2 == 1)
			digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return varied && sum % 10 == 0;
}

bool fr_proof_iban(const char *text, size_t length)
{
	unsigned rest = 0;

	for (size_t i = 0; i < length; i++) {
		char c = text[(i + 4) % length]; /* the country and the check digits count last */

		if (is_digit(c))
			rest = (rest * 10 + (unsigned)(c - '0')) % 97;
		else if (c >= 'A' && c <= 'Z')
			rest = (rest * 100 + (unsigned)(c - 'A' + 10)) % 97;
	}
	return rest == 1;
}

bool fr_proof_entropy(const char *text, size_t length)
{
	size_t times[256] = { 0 };
	bool upper = false, lower = false, digit = false;
	double bits = 0;

	for (size_t i = 0; i < length; i++) {
		times[(unsigned char)text[i]]++;
		upper |= text[i] >= 'A' && text[i] <= 'Z';
		lower |= text[i] >= 'a' && text[i] <= 'z';
		digit |= is_digit(text[i]);
	}
	for (int c = 0; c < 256; c++)
		if (times[c] > 0)
			bits -= (double)times[c] / (double)length * log2((double)times[c] / (double)length);
	return upper && lower && digit && bits >= 4.2;
}

bool fr_proof_ipv4(const char *text, size_t length)
{
	int number = 0, dots = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '.') {
			number = 0;
			dots++;
		} else if (is_digit(text[i])) {
			number = number * 10 + (text[i] - '0');
		}
		if (number > 255)
			return false;
	}
	return dots == 3;
}
