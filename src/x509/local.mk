noinst_LIBRARIES += libx509.a
libx509_a_SOURCES = \
	%D%/algorithm.c %D%/algorithm.h \
	%D%/alternative.c %D%/alternative.h \
	%D%/alternative_kind.h \
	%D%/alternative_parse.c \
	%D%/armour.c %D%/armour.h \
	%D%/ber.c %D%/ber.h \
	%D%/bundle.c %D%/bundle.h \
	%D%/bundle_pack.c \
	%D%/certificate.c %D%/certificate.h \
	%D%/chain.c %D%/chain.h \
	%D%/chain_graph.c %D%/chain_graph.h \
	%D%/chain_order.c \
	%D%/confine.c %D%/confine.h \
	%D%/constraints.c %D%/constraints.h \
	%D%/der.c %D%/der.h \
	%D%/derive.c %D%/derive.h \
	%D%/describe.c %D%/describe.h \
	%D%/describe_extensions.c %D%/describe_extensions.h \
	%D%/describe_state.c \
	%D%/detached.c %D%/detached.h \
	%D%/detached_cms.c \
	%D%/detached_hash.h \
	%D%/digest.c %D%/digest.h \
	%D%/envelope.c %D%/envelope.h \
	%D%/envelope_curve.c %D%/envelope_curve.h \
	%D%/envelope_ecies.c %D%/envelope_ecies.h \
	%D%/envelope_file.c %D%/envelope_file.h \
	%D%/envelope_key.c \
	%D%/envelope_parts.c %D%/envelope_parts.h \
	%D%/envelope_secp256k1.c \
	%D%/envelope_words.c \
	%D%/extra.c %D%/extra.h \
	%D%/foreign.c %D%/foreign.h \
	%D%/gnutls_error.c %D%/gnutls_error.h \
	%D%/inspect.c %D%/inspect.h \
	%D%/issue.c %D%/issue.h \
	%D%/issue_parts.h \
	%D%/issuer.c %D%/issuer.h \
	%D%/key.c %D%/key.h \
	%D%/key_kind.h \
	%D%/key_read.c \
	%D%/key_sign.c \
	%D%/key_write.c \
	%D%/name.c %D%/name.h \
	%D%/name_attribute.c %D%/name_attribute.h \
	%D%/name_hash.c %D%/name_hash.h \
	%D%/name_match.c %D%/name_match.h \
	%D%/name_parse.c \
	%D%/ocsp.c %D%/ocsp.h \
	%D%/ocsp_judge.c \
	%D%/path.c %D%/path.h \
	%D%/pbe.c %D%/pbe.h \
	%D%/pem.c %D%/pem.h \
	%D%/policy.c %D%/policy.h \
	%D%/quote.c %D%/quote.h \
	%D%/reader.c %D%/reader.h \
	%D%/reader_answer.c \
	%D%/reader_child.c %D%/reader_child.h \
	%D%/recognise.c \
	%D%/request.c %D%/request.h \
	%D%/revocation.c %D%/revocation.h \
	%D%/revocation_write.c \
	%D%/sandbox.c %D%/sandbox.h \
	%D%/scan.c %D%/scan.h \
	%D%/shape.c %D%/shape.h \
	%D%/silence.c %D%/silence.h \
	%D%/structure.c %D%/structure.h \
	%D%/truststore.c %D%/truststore.h \
	%D%/unpack.c %D%/unpack.h \
	%D%/unpack_key.c \
	%D%/verify.c %D%/verify.h \
	%D%/verify_lists.c \
	$(NULL)
